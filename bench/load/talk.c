/* Talking: a number of lines always in the air, or so many deliveries a second. */
#include "load.h"

void (*on_tick)(uint64_t at);
bool stalled;

static bool over;

static void one_line_in(struct room *room) {
    struct person *speaker = room->speakers[room->next_speaker++ % room->speaker_count];
    say(speaker, judge_said(speaker, now_ns()));
}

static void another(struct room *room) {
    if (!over)
        one_line_in(room);
}

static void begin(void) {
    over = stalled = false;
    judge_begin();
    latencies_clear();
    report_begin();
}

/* Nothing is said any more; what is in the air comes down, or is lost. */
static void end(const char *what) {
    over = true;
    uint64_t before = verdict.heard, patience = now_ns() + (uint64_t)options.patience * SECOND;
    while (in_the_air() && now_ns() < patience) {
        pump(now_ns() + SECOND / 10);
        if (verdict.heard != before)
            patience = now_ns() + (uint64_t)options.patience * SECOND;
        before = verdict.heard;
    }
    stalled = in_the_air() > 0;
    judge_end();
    on_tick = NULL;
    report(what);
}

static uint64_t tick(uint64_t at, uint64_t until) {
    if (!on_tick)
        return until;
    on_tick(at);
    uint64_t next = at + SECOND / 1000;
    return next < until ? next : until;
}

/* In every room where somebody talks, `window` lines are in the air: when the last who must hear one has heard it, the next
 * speaker says the next.
 */
void in_air(int window, double seconds) {
    begin();
    on_landed = another;
    uint64_t at = now_ns(), until = at + (uint64_t)(seconds * SECOND);
    for (int i = 0; i < window; i++)
        for (struct room *room = rooms; room < rooms + room_count; room++)
            if (room->speaker_count)
                one_line_in(room);
    while ((at = now_ns()) < until)
        pump(tick(at, until));
    end("air");
}

/* So many deliveries a second, evenly spread over time, rooms and speakers; what the server cannot take piles up. */
void at_rate(double deliveries, double seconds) {
    begin();
    struct room *talking[MAX_ROOMS];
    int count = 0, next = 0, listeners = 0;
    for (struct room *room = rooms; room < rooms + room_count; room++)
        if (room->speaker_count) {
            talking[count++] = room;
            listeners += room->listeners - !echoes;
        }
    if (!count)
        die("nobody is there who would talk");
    double gap = SECOND / (deliveries / ((double)listeners / count));
    uint64_t began = now_ns(), at = began, until = began + (uint64_t)(seconds * SECOND);
    for (uint64_t said = 0; at < until; at = now_ns()) {
        uint64_t due = began + (uint64_t)(gap * (double)said);
        if (due <= at) {
            one_line_in(talking[next++ % count]);
            said++;
            due = began + (uint64_t)(gap * (double)said);
        }
        uint64_t wake = tick(at, due < until ? due : until);
        pump(wake);
    }
    end("rate");
}
