/* The load generator: people who enter rooms, talk, and check every line that they hear.
 *
 * One process, one thread, told what to do by lines on its standard input (main.c). Seven parts:
 *   clock.c    time, the processor time of others, percentiles     judge.c   which lines were due, and to whom
 *   people.c   connections: connect, read, send, close             dialect.c three ways of saying the same
 *   crowd.c    rooms full of people, coming in                     talk.c    lines in the air, or so many a second
 *   turns.c    people who come and go, and a line that moves up
 */
#ifndef LOAD_H
#define LOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MAX_ROOMS = 512, MAX_SPEAKERS = 100, SECOND = 1000000000 };

enum stage { CONNECTING, NAMING, ENTERING, WAITING, SEATED, GONE };

struct person {
    int fd, number, room;
    enum stage stage;
    bool deaf;      /* never reads; the server is expected to cut it */
    bool passing;   /* comes and goes; what it hears is judged for its room only */
    bool idle;      /* never speaks */
    int speaker;    /* its place among the speakers of its room, or -1 */
    uint32_t said;  /* lines it has said */
    uint32_t *heard; /* for each speaker of the room: which of its lines comes next */
    uint32_t place; /* how far it is in the room's common order; while it waits: how many were ahead when it came */
    uint32_t joins; /* how many others it was told of */
    char *part;     /* the beginning of a line whose end has not come */
    size_t part_length;
    char *unsent;
    size_t unsent_length;
    uint64_t since; /* when it asked for what it waits for, ns */
};

struct room {
    struct person **members;
    int count, capacity;
    struct person *speakers[MAX_SPEAKERS];
    int speaker_count, next_speaker, listeners; /* listeners: those who are judged */
    uint32_t *order; /* ids of its lines, as the first who heard them did */
    uint32_t ordered, order_capacity;
};

struct line { /* one that was said */
    uint64_t sent; /* ns */
    uint32_t number; /* of its speaker's lines */
    int32_t missing; /* listeners who have not heard it */
    int16_t room, speaker;
};

struct verdict {
    uint64_t heard, notices, turns, lost, twice, disorder, wrong_room, foreign, cut, deaf_cut;
};

struct options {
    const char *dialect, *host, *password;
    int port, step; /* room r is at port + r * step */
    int at_once;    /* how many connect before the first of them is in: no more than the server's listen backlog */
    int pids[64], pid_count;
    int patience; /* seconds: how long a line may be in the air when nothing else is heard */
    size_t bytes; /* of a line's text */
};

extern struct options options;
extern struct room rooms[MAX_ROOMS];
extern int room_count;
extern struct verdict verdict;
extern bool stalled; /* something that had to come did not */

/* clock.c */
uint64_t now_ns(void);
uint64_t server_ns(void);
uint64_t own_ns(void);
void latencies_clear(void);
void latency(uint64_t ns);
double percentile_us(double part);
void settle(void);

/* judge.c */
void judge_begin(void);
uint32_t judge_said(struct person *speaker, uint64_t at);
void judge_heard(struct person *listener, const char *id, uint64_t at);
void judge_cut(struct person *person);
uint32_t in_the_air(void);
void judge_end(void);
extern void (*on_landed)(struct room *room);

/* people.c */
struct person *come(int room);
void speak(struct person *person, const char *text, size_t length);
void leave(struct person *person);
void stop_reading(struct person *person);
bool pump(uint64_t until);
void die(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));
extern int people_here;
extern void (*on_stage)(struct person *person);

/* dialect.c */
extern bool echoes; /* whether a speaker hears its own lines */
void choose_dialect(void);
void greet(struct person *person);
void enter(struct person *person);
void say(struct person *person, uint32_t id);
void say_goodbye(struct person *person);
void hear(struct person *person, const char *line, size_t length, uint64_t at);
const char *last_words(void);

/* crowd.c */
void crowd(int count, int each, bool idle, bool together);
void stand_in_line(int seats, int count);
void fall_silent(int count);
void everybody_leaves(void);

/* talk.c */
void in_air(int window, double seconds);
void at_rate(double deliveries, double seconds);
extern void (*on_tick)(uint64_t at);

/* turns.c */
void coming_and_going(double rate);
void seats_turn_over(void);

/* main.c */
void report_begin(void);
void report(const char *what);

#endif
