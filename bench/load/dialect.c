/* Three ways of saying the same: `lines` (a port for each room, chatroom's line door), `raw` (one port; the name's line begins
 * with the number of the room; what floor.c and the small Python servers speak), `irc`.
 *
 * A spoken line ends in "#" and the eight digits of its id, whatever stands before it.
 */
#define _GNU_SOURCE
#include "load.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MARK = 9, TEXT = 4096 };

static bool irc, raw;
static char heard_last[200];

bool echoes;

void choose_dialect(void) {
    irc = !strcmp(options.dialect, "irc");
    raw = !strcmp(options.dialect, "raw");
    if (!irc && !raw && strcmp(options.dialect, "lines"))
        die("there is no dialect %s: use lines, raw or irc", options.dialect);
    echoes = !irc;
}

const char *last_words(void) {
    return heard_last;
}

static void tell(struct person *person, const char *format, int a, int b) {
    char text[200];
    int length = snprintf(text, sizeof text, format, a, b);
    speak(person, text, (size_t)length);
}

/* The connection is there. On IRC a name is given at once; the others are asked for it first. */
void greet(struct person *person) {
    char pass[100];
    if (!irc)
        return;
    if (options.password)
        speak(person, pass, (size_t)snprintf(pass, sizeof pass, "PASS %s\r\n", options.password));
    tell(person, "NICK u%05d\r\nUSER u%05d 0 * :somebody\r\n", person->number, person->number);
}

void enter(struct person *person) {
    person->stage = ENTERING;
    person->since = now_ns();
    if (irc)
        tell(person, "JOIN #r%d\r\n", person->room, 0);
    else if (raw)
        tell(person, "%d u%05d\n", person->room, person->number);
    else
        tell(person, "u%05d\n", person->number, 0);
}

void say(struct person *person, uint32_t id) {
    static char filling[TEXT];
    char text[TEXT + 64];
    if (!filling[0])
        for (int i = 0; i < TEXT; i++)
            filling[i] = "the quick brown fox jumps over the lazy dog and "[i % 48];
    int filled = (int)options.bytes - MARK;
    int begin = irc ? snprintf(text, 32, "PRIVMSG #r%d :", person->room) : 0;
    int rest = snprintf(text + begin, sizeof text - 32, "%.*s#%08u%s", filled, filling, id, irc ? "\r\n" : "\n");
    speak(person, text, (size_t)(begin + rest));
}

void say_goodbye(struct person *person) {
    if (irc)
        speak(person, "QUIT\r\n", 6);
    else if (!raw)
        speak(person, "/quit\n", 6);
}

static void move_on(struct person *person, enum stage stage) {
    person->stage = stage;
    if (on_stage)
        on_stage(person);
}

static bool begins(const char *line, size_t length, const char *with) {
    return length >= strlen(with) && !memcmp(line, with, strlen(with));
}

static void somebody_joined(struct person *person, int number) {
    if (number == person->number) {
        if (!irc) /* on IRC the end of the list of names says so */
            move_on(person, SEATED);
    } else {
        person->joins++;
        verdict.notices++;
    }
}

/* "...: 7 people are ahead of you." or "...: nobody is ahead of you." */
static void begin_to_wait(struct person *person, const char *line, size_t length) {
    const char *colon = memchr(line, ':', length);
    person->place = colon ? (uint32_t)atoi(colon + 1) : 0;
    move_on(person, WAITING);
}

static void hear_notice(struct person *person, const char *line, size_t length) {
    if (begins(line, length, "* u") && memmem(line, length, " has joined ", 12))
        somebody_joined(person, atoi(line + 3));
    else if (person->stage == NAMING && memmem(line, length, "Please type", 11))
        move_on(person, NAMING);
    else if (person->stage == ENTERING && begins(line, length, "* You are in the waiting line"))
        begin_to_wait(person, line, length);
}

static void hear_irc(struct person *person, const char *line, size_t length) {
    const char *command = memchr(line, ' ', length);
    if (begins(line, length, "PING ")) {
        char pong[200];
        speak(person, pong, (size_t)snprintf(pong, sizeof pong, "PONG %.*s\n", (int)(length - 5), line + 5));
    } else if (command && line[0] == ':') {
        size_t rest = length - (size_t)(command - line);
        if (begins(command, rest, " JOIN ") && begins(line, length, ":u"))
            somebody_joined(person, atoi(line + 2));
        else if (person->stage == NAMING && begins(command, rest, " 001 "))
            move_on(person, NAMING);
        else if (person->stage == ENTERING && begins(command, rest, " 366 "))
            move_on(person, SEATED);
    }
}

/* One line, without its newline. */
void hear(struct person *person, const char *line, size_t length, uint64_t at) {
    if (length && line[length - 1] == '\r')
        length--;
    if (length > MARK && line[length - MARK] == '#') {
        judge_heard(person, line + length - MARK + 1, at);
        return;
    }
    if (person->stage < SEATED)
        snprintf(heard_last, sizeof heard_last, "%.*s", (int)length, line);
    if (irc)
        hear_irc(person, line, length);
    else
        hear_notice(person, line, length);
}
