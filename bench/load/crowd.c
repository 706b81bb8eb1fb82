/* Rooms full of people. A room is never used again, so that those who left before disturb nobody. */
#include "load.h"

#include <stdlib.h>
#include <string.h>

enum { PATIENCE = 120 };

struct room rooms[MAX_ROOMS];
int room_count;

static int named, settled;
static bool enter_when_named;

static void moved_on(struct person *person) {
    if (person->stage == NAMING) {
        named++;
        if (enter_when_named)
            enter(person);
    } else {
        settled++;
    }
}

static struct room *open_room(int capacity) {
    if (room_count == MAX_ROOMS)
        die("there are only %d rooms", MAX_ROOMS);
    struct room *room = &rooms[room_count++];
    memset(room, 0, sizeof *room);
    room->members = calloc((size_t)capacity, sizeof *room->members);
    room->capacity = capacity;
    return room;
}

/* Everybody told: in a room of n, the last heard of nobody after it, the one before of one, and so on. */
static bool everybody_told(int first) {
    for (struct room *room = rooms + first; room < rooms + room_count; room++) {
        bool seen[room->count];
        memset(seen, 0, sizeof seen);
        for (int i = 0; i < room->count; i++) {
            uint32_t joins = room->members[i]->joins;
            if (joins >= (uint32_t)room->count || seen[joins])
                return false;
            seen[joins] = true;
        }
    }
    return true;
}

static void wait_until(int *counter, int goal, uint64_t *patience) {
    int before = *counter;
    uint64_t heard = verdict.notices;
    pump(now_ns() + SECOND / 10);
    if (*counter != before || verdict.notices != heard)
        *patience = now_ns() + (uint64_t)PATIENCE * SECOND;
    else if (now_ns() > *patience)
        die("only %d of %d came so far. The server last said: %s", *counter, goal, last_words());
}

/* Brings `each` people into each of `count` new rooms. `together`: all connect first, then all give their names at once, and
 * what is reported begins there; else at most `--at-once` are coming at any time.
 */
void crowd(int count, int each, bool idle, bool together) {
    int first = room_count, total = count * each, came = 0;
    uint64_t patience = now_ns() + (uint64_t)PATIENCE * SECOND;
    for (int i = 0; i < count; i++)
        open_room(each);
    memset(&verdict, 0, sizeof verdict);
    named = settled = 0;
    enter_when_named = !together;
    on_stage = moved_on;
    report_begin();
    while ((together ? named : settled) < total) {
        while (came < total && came - (together ? named : settled) < options.at_once) {
            struct room *room = &rooms[first + came % count];
            struct person *person = come(first + came % count);
            person->idle = idle;
            room->members[room->count++] = person;
            came++;
        }
        wait_until(together ? &named : &settled, total, &patience);
    }
    if (together) {
        settle();
        report_begin();
        for (int i = 0; i < total; i++)
            enter(rooms[first + i % count].members[i / count]);
    }
    uint64_t due = (uint64_t)count * (uint64_t)each * (uint64_t)(each - 1) / 2;
    while (settled < total || verdict.notices < due)
        wait_until(&settled, total, &patience);
    verdict.turns = (uint64_t)total;
    if (!everybody_told(first))
        verdict.lost++;
    report("people");
    settle();
}

/* One more room, with fewer seats than people: the others wait, in the order in which the server has told them. */
void stand_in_line(int seats, int count) {
    struct room *room = open_room(seats + count);
    uint64_t patience = now_ns() + (uint64_t)PATIENCE * SECOND;
    memset(&verdict, 0, sizeof verdict);
    named = settled = 0;
    enter_when_named = true;
    on_stage = moved_on;
    report_begin();
    while (settled < seats + count) {
        while (room->count < room->capacity && room->count - settled < options.at_once) {
            struct person *person = come((int)(room - rooms));
            person->idle = true;
            room->members[room->count++] = person;
        }
        wait_until(&settled, room->capacity, &patience);
    }
    verdict.turns = (uint64_t)settled;
    report("line");
    settle();
}

/* The last people of the last room read no more. */
void fall_silent(int count) {
    struct room *room = &rooms[room_count - 1];
    for (int i = 0; i < count && i < room->count; i++)
        stop_reading(room->members[room->count - 1 - i]);
}

void everybody_leaves(void) {
    for (struct room *room = rooms; room < rooms + room_count; room++) {
        for (int i = 0; i < room->count; i++)
            leave(room->members[i]);
        room->count = 0;
    }
    settle();
}
