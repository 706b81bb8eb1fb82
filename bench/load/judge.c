/* Which lines were said, who had to hear them, and whether exactly that has happened.
 *
 * Every line carries an id. A listener must hear each speaker's lines one by one, all of them, once, in the room where they
 * were said; and where speakers hear themselves, the whole room must hear the lines of all speakers in one and the same order.
 */
#include "load.h"

#include <stdlib.h>
#include <string.h>

enum { ID_DIGITS = 8, LOOK = 4096, MOST_GAPS = 4096 };

struct gap { /* a line that was passed over: lost, or late */
    struct person *listener;
    uint32_t id;
};

static struct line *lines; /* of this phase; a line's id is first_id plus its place here */
static uint32_t line_count, line_capacity, first_id, landed;
static struct gap gaps[MOST_GAPS];
static int gap_count;

void (*on_landed)(struct room *room);
struct verdict verdict;

/* A new phase: everybody who is seated has heard everything so far. Speakers are the first of each room who are not idle. */
void judge_begin(void) {
    first_id += line_count;
    line_count = landed = 0;
    gap_count = 0;
    memset(&verdict, 0, sizeof verdict);
    for (struct room *room = rooms; room < rooms + room_count; room++) {
        room->speaker_count = room->next_speaker = room->listeners = 0;
        room->ordered = 0;
        for (int i = 0; i < room->count; i++) {
            struct person *person = room->members[i];
            person->said = 0;
            person->speaker = -1;
            if (person->stage == SEATED)
                person->place = 0;
            if (person->stage != SEATED || person->deaf || person->passing)
                continue;
            room->listeners++;
            if (!person->idle && room->speaker_count < MAX_SPEAKERS) {
                person->speaker = room->speaker_count;
                room->speakers[room->speaker_count++] = person;
            }
        }
        for (int i = 0; i < room->count; i++) {
            free(room->members[i]->heard);
            room->members[i]->heard = calloc((size_t)room->speaker_count + 1, sizeof(uint32_t));
        }
    }
}

uint32_t judge_said(struct person *speaker, uint64_t at) {
    if (line_count == line_capacity) {
        line_capacity = line_capacity ? 2 * line_capacity : 65536;
        lines = realloc(lines, line_capacity * sizeof *lines);
        if (!lines)
            die("no memory for the lines");
    }
    struct room *room = &rooms[speaker->room];
    lines[line_count] = (struct line){at, speaker->said++, room->listeners - !echoes, (int16_t)speaker->room, (int16_t)speaker->speaker};
    return first_id + line_count++;
}

uint32_t in_the_air(void) {
    return line_count - landed;
}

static void remember_order(struct room *room, uint32_t id) {
    if (room->ordered == room->order_capacity) {
        room->order_capacity = room->order_capacity ? 2 * room->order_capacity : 4096;
        room->order = realloc(room->order, room->order_capacity * sizeof *room->order);
        if (!room->order)
            die("no memory for the order of the lines");
    }
    room->order[room->ordered++] = id;
}

/* Everybody in a room hears the lines of all its speakers in one order: that of whoever hears one first. */
static void judge_order(struct person *listener, struct room *room, uint32_t id) {
    uint32_t place = listener->place;
    if (place < room->ordered && room->order[place] == id) {
        listener->place++;
        return;
    }
    for (uint32_t i = place; i < room->ordered && i < place + LOOK; i++)
        if (room->order[i] == id) { /* others were passed over: lost, or late */
            listener->place = i + 1;
            return;
        }
    for (uint32_t i = place; i-- > 0 && i + LOOK > place;)
        if (room->order[i] == id) { /* others came first that had to come later */
            verdict.disorder++;
            return;
        }
    remember_order(room, id);
    listener->place = room->ordered;
}

/* Looks for a line that this listener was found not to have heard in its turn. */
static bool was_missed(struct person *listener, uint32_t id) {
    for (int i = 0; i < gap_count; i++)
        if (gaps[i].listener == listener && gaps[i].id == id) {
            gaps[i] = gaps[--gap_count];
            return true;
        }
    return false;
}

static void passed_over(struct person *listener, struct room *room, uint32_t id) {
    struct line *line = &lines[id - first_id];
    uint32_t *next = &listener->heard[line->speaker];
    for (uint32_t i = id - first_id; i-- > 0 && *next < line->number;) {
        struct line *earlier = &lines[i];
        if (&rooms[earlier->room] != room || earlier->speaker != line->speaker)
            continue;
        if (earlier->number < *next)
            break;
        verdict.lost++;
        if (gap_count < MOST_GAPS)
            gaps[gap_count++] = (struct gap){listener, first_id + i};
    }
    *next = line->number;
}

static void count_down(struct line *line, struct room *room) {
    verdict.heard++;
    if (--line->missing == 0) {
        landed++;
        if (on_landed)
            on_landed(room);
    }
}

/* `id`: the digits at the end of the line that was heard. */
void judge_heard(struct person *listener, const char *digits, uint64_t at) {
    uint32_t id = 0;
    for (int i = 0; i < ID_DIGITS; i++)
        id = id * 10 + (uint32_t)(digits[i] - '0');
    if (id - first_id >= line_count) {
        verdict.foreign++;
        return;
    }
    struct line *line = &lines[id - first_id];
    struct room *room = &rooms[listener->room];
    if (&rooms[line->room] != room) {
        verdict.wrong_room++;
        return;
    }
    if (listener->passing) {
        verdict.heard++;
        return;
    }
    uint32_t *next = &listener->heard[line->speaker];
    if (line->number < *next) {
        if (!was_missed(listener, id)) {
            verdict.twice++;
            return;
        }
        verdict.lost--;
        verdict.disorder++;
        count_down(line, room);
        return;
    }
    if (line->number > *next)
        passed_over(listener, room, id);
    ++*next;
    latency(at - line->sent);
    if (echoes)
        judge_order(listener, room, id);
    count_down(line, room);
}

/* Somebody's connection was closed by the server. */
void judge_cut(struct person *person) {
    if (person->deaf)
        verdict.deaf_cut++;
    else if (!person->passing)
        verdict.cut++;
}

/* The phase is over: what has not come by now is lost. */
void judge_end(void) {
    for (struct room *room = rooms; room < rooms + room_count; room++)
        for (int i = 0; i < room->count; i++) {
            struct person *person = room->members[i];
            if (person->stage != SEATED || person->deaf || person->passing)
                continue;
            for (int s = 0; s < room->speaker_count; s++)
                if (echoes || room->speakers[s] != person)
                    verdict.lost += room->speakers[s]->said - person->heard[s];
        }
    on_landed = NULL;
}
