/* Connections: nobody here waits for anybody, and what does not fit into the kernel waits in `unsent`. */
#define _GNU_SOURCE
#include "load.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { CHUNK = 1 << 18, EVENTS = 1024, PER_ADDRESS = 20000, SMALL_BUFFER = 4096 };

static int epoll = -1, last_number;
static char chunk[CHUNK];

int people_here;
void (*on_stage)(struct person *person);

void die(const char *format, ...) {
    va_list rest;
    va_start(rest, format);
    fputs("load: ", stderr);
    vfprintf(stderr, format, rest);
    fputc('\n', stderr);
    va_end(rest);
    exit(1);
}

static void watch(struct person *person, int operation, uint32_t events) {
    struct epoll_event event = {.events = events, .data.ptr = person};
    if (epoll_ctl(epoll, operation, person->fd, &event) < 0)
        die("epoll_ctl: %s", strerror(errno));
}

/* Below the port range of one source address there are others: 127.0.0.2, .3 and so on. */
static void bind_source(int fd, int number) {
    struct sockaddr_in from = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK + (uint32_t)(number / PER_ADDRESS))};
    int yes = 1;
    setsockopt(fd, SOL_IP, IP_BIND_ADDRESS_NO_PORT, &yes, sizeof yes);
    if (bind(fd, (struct sockaddr *)&from, sizeof from) < 0)
        die("bind: %s", strerror(errno));
}

/* Connects somebody new; it says its name as soon as it is asked. */
struct person *come(int room) {
    if (epoll < 0)
        epoll = epoll_create1(EPOLL_CLOEXEC);
    struct person *person = calloc(1, sizeof *person);
    int yes = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0 || !person)
        die("socket: %s", strerror(errno));
    *person = (struct person){.fd = fd, .number = ++last_number, .room = room, .speaker = -1, .since = now_ns()};
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    bind_source(fd, person->number);
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)(options.port + room * options.step))};
    inet_pton(AF_INET, options.host, &to.sin_addr);
    if (connect(fd, (struct sockaddr *)&to, sizeof to) < 0 && errno != EINPROGRESS)
        die("connect: %s", strerror(errno));
    watch(person, EPOLL_CTL_ADD, EPOLLIN | EPOLLOUT);
    people_here++;
    return person;
}

void speak(struct person *person, const char *text, size_t length) {
    if (person->stage == GONE)
        return;
    ssize_t sent = person->unsent_length ? 0 : send(person->fd, text, length, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0)
        sent = 0; /* if the connection is gone, reading will find out */
    if ((size_t)sent == length)
        return;
    size_t rest = length - (size_t)sent;
    person->unsent = realloc(person->unsent, person->unsent_length + rest);
    if (!person->unsent)
        die("no memory for what waits to be sent");
    memcpy(person->unsent + person->unsent_length, text + sent, rest);
    person->unsent_length += rest;
    watch(person, EPOLL_CTL_MOD, EPOLLIN | EPOLLOUT);
}

static void go_on_sending(struct person *person) {
    ssize_t sent = person->unsent_length ? send(person->fd, person->unsent, person->unsent_length, MSG_NOSIGNAL | MSG_DONTWAIT) : 0;
    if (sent > 0) {
        person->unsent_length -= (size_t)sent;
        memmove(person->unsent, person->unsent + sent, person->unsent_length);
    }
    if (!person->unsent_length)
        watch(person, EPOLL_CTL_MOD, EPOLLIN);
}

void leave(struct person *person) {
    if (person->stage == GONE)
        return;
    person->stage = GONE;
    close(person->fd);
    free(person->part);
    free(person->unsent);
    person->part = person->unsent = NULL;
    person->part_length = person->unsent_length = 0;
    people_here--;
}

/* From now on the kernel's buffers fill, and small ones at that. */
void stop_reading(struct person *person) {
    int small = SMALL_BUFFER;
    person->deaf = true;
    setsockopt(person->fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    watch(person, EPOLL_CTL_MOD, EPOLLRDHUP);
}

static void keep_part(struct person *person, const char *from, size_t length) {
    person->part = realloc(person->part, person->part_length + length + 1);
    if (!person->part)
        die("no memory for half a line");
    memcpy(person->part + person->part_length, from, length);
    person->part_length += length;
}

static void take_lines(struct person *person, const char *from, size_t length, uint64_t at) {
    const char *end = from + length;
    while (from < end && person->stage != GONE) {
        const char *newline = memchr(from, '\n', (size_t)(end - from));
        if (!newline) {
            keep_part(person, from, (size_t)(end - from));
            return;
        }
        if (person->part_length) {
            keep_part(person, from, (size_t)(newline - from));
            size_t whole = person->part_length;
            person->part_length = 0;
            hear(person, person->part, whole, at);
        } else {
            hear(person, from, (size_t)(newline - from), at);
        }
        from = newline + 1;
    }
}

static void read_from(struct person *person) {
    ssize_t got;
    do {
        got = recv(person->fd, chunk, CHUNK, MSG_DONTWAIT);
        if (got > 0)
            take_lines(person, chunk, (size_t)got, now_ns());
    } while (got == CHUNK && person->stage != GONE);
    if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR && person->stage != GONE)) {
        if (person->stage < SEATED && !person->passing)
            die("the server closed the connection of somebody who was coming in. It last said: %s", last_words());
        judge_cut(person);
        leave(person);
    }
}

/* Waits for something to happen, at the longest until then, and lets it happen. False if nothing did. */
bool pump(uint64_t until) {
    struct epoll_event events[EVENTS];
    uint64_t now = now_ns(), left = until > now ? until - now : 0;
    struct timespec patience = {(time_t)(left / SECOND), (long)(left % SECOND)};
    int count = epoll_pwait2(epoll, events, EVENTS, &patience, NULL);
    if (count < 0 && errno != EINTR)
        die("epoll_pwait2: %s", strerror(errno));
    for (int i = 0; i < count; i++) {
        struct person *person = events[i].data.ptr;
        uint32_t what = events[i].events;
        if (person->stage == GONE)
            continue;
        if (person->deaf) {
            judge_cut(person);
            leave(person);
            continue;
        }
        if (what & EPOLLOUT) {
            if (person->stage == CONNECTING && !(what & (EPOLLERR | EPOLLHUP))) {
                person->stage = NAMING;
                greet(person);
            }
            go_on_sending(person);
        }
        if (what & (EPOLLIN | EPOLLERR | EPOLLHUP))
            read_from(person);
    }
    return count > 0;
}
