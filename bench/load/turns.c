/* What goes on while others talk: people who come and go, and seats that turn over while a line waits for them. */
#include "load.h"

#include <stdlib.h>
#include <string.h>

enum { VISITORS = 65536 };

static const uint64_t STAY = SECOND / 5;

static struct person *seated[VISITORS]; /* in the order in which they came to sit: a ring */
static unsigned seated_first, seated_last;
static uint64_t next_visit, visit_gap;
static uint32_t next_place;

static struct person *first_seated(void) {
    return seated_first == seated_last ? NULL : seated[seated_first % VISITORS];
}

static void goodbye(void) {
    struct person *person = seated[seated_first++ % VISITORS];
    person->passing = true;
    if (!strcmp(options.dialect, "raw"))
        leave(person);
    else
        say_goodbye(person);
}

static void visitor_moved_on(struct person *person) {
    if (!person->passing)
        return;
    if (person->stage == NAMING) {
        enter(person);
    } else if (person->stage == SEATED) {
        person->since = now_ns();
        verdict.turns++;
        seated[seated_last++ % VISITORS] = person;
    }
}

static void visit(uint64_t at) {
    for (; next_visit <= at; next_visit += visit_gap)
        come(room_count - 1)->passing = true;
    for (struct person *person; (person = first_seated()) && person->since + STAY < at;)
        goodbye();
}

/* During the next talk, `rate` people a second come into the last room, stay for a fifth of a second, and go. */
void coming_and_going(double rate) {
    seated_first = seated_last = 0;
    next_visit = now_ns();
    visit_gap = (uint64_t)(SECOND / rate);
    on_stage = visitor_moved_on;
    on_tick = visit;
}

static void moved_up(struct person *person) {
    if (person->stage != SEATED)
        return;
    if (person->place != next_place++)
        verdict.disorder++;
    verdict.turns++;
    seated[seated_last++ % VISITORS] = person;
    if (on_tick)
        goodbye();
}

static void open_the_line(uint64_t at) {
    (void)at;
    if (!verdict.turns && seated_last && !seated_first)
        goodbye();
}

/* During the next talk, the seats of the room with a line turn over one by one: whoever sits longest goes, and as soon as the
 * head of the line sits, the next goes. Whoever was told of fewer ahead must sit earlier.
 */
void seats_turn_over(void) {
    struct room *room = &rooms[room_count - 1];
    seated_first = seated_last = 0;
    next_place = UINT32_MAX;
    for (int i = 0; i < room->count; i++) {
        struct person *person = room->members[i];
        if (person->stage == SEATED && !person->passing) /* else it is on its way out already, and would not go twice */
            seated[seated_last++ % VISITORS] = person;
        else if (person->stage == WAITING && person->place < next_place)
            next_place = person->place;
    }
    on_stage = moved_up;
    on_tick = open_the_line;
}
