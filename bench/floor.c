/* floor PORT each|joined: the least that a server of lines can do, in C. What no server can beat without doing less.
 *
 *   each     every line goes to everybody in its room at once: one send() per delivery
 *   joined   all lines of one wake-up are joined per room, and each member gets them in one send()
 *
 * Whoever connects is asked for a line "ROOM NAME" and is in that room; everybody there is told, the newcomer too. From then on
 * each line goes to the whole room as "NAME: line". What a member's socket does not take waits, up to 256 KiB; then it is cut.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { ROOMS = 1024, EVENTS = 1024, LINE = 4200, CHUNK = 1 << 16, MOST_WAITING = 256 * 1024, BACKLOG = 4096 };

struct member {
    int fd, room, place; /* place: where it stands in its room */
    size_t from;         /* where in the room's block its first line is, in the wake-up in which it came */
    bool doomed;
    char name[32];
    char *part; /* the beginning of a line whose end has not come; NULL between lines */
    size_t part_length;
    char *waiting;
    size_t waiting_length;
};

struct room {
    struct member **members;
    int count, capacity;
    char *block; /* of this wake-up, in joined mode */
    size_t block_length, block_capacity;
};

static struct room rooms[ROOMS];
static struct member *doomed[65536];
static int epoll, doomed_count, dirty[ROOMS], dirty_count;
static bool joined;

static void *need(void *memory) {
    if (!memory)
        abort();
    return memory;
}

static void watch(struct member *member, int operation, uint32_t events) {
    struct epoll_event event = {.events = events, .data.ptr = member};
    epoll_ctl(epoll, operation, member->fd, &event);
}

static void doom(struct member *member) {
    if (!member->doomed && doomed_count < 65536) {
        member->doomed = true;
        doomed[doomed_count++] = member;
    }
}

static void give(struct member *member, const char *text, size_t length) {
    ssize_t sent = member->waiting_length ? 0 : send(member->fd, text, length, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent == (ssize_t)length || member->doomed)
        return;
    size_t rest = length - (size_t)(sent < 0 ? 0 : sent);
    if (member->waiting_length + rest > MOST_WAITING) {
        doom(member);
        return;
    }
    member->waiting = need(realloc(member->waiting, member->waiting_length + rest));
    memcpy(member->waiting + member->waiting_length, text + (length - rest), rest);
    member->waiting_length += rest;
    watch(member, EPOLL_CTL_MOD, EPOLLIN | EPOLLOUT);
}

static void give_more(struct member *member) {
    ssize_t sent = send(member->fd, member->waiting, member->waiting_length, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent > 0) {
        member->waiting_length -= (size_t)sent;
        memmove(member->waiting, member->waiting + sent, member->waiting_length);
    }
    if (!member->waiting_length)
        watch(member, EPOLL_CTL_MOD, EPOLLIN);
}

static void tell_room(struct room *room, const char *text, size_t length) {
    if (!joined) {
        for (int i = 0; i < room->count; i++)
            give(room->members[i], text, length);
        return;
    }
    if (!room->block_length)
        dirty[dirty_count++] = (int)(room - rooms);
    if (room->block_length + length > room->block_capacity) {
        room->block_capacity = 2 * (room->block_length + length);
        room->block = need(realloc(room->block, room->block_capacity));
    }
    memcpy(room->block + room->block_length, text, length);
    room->block_length += length;
}

static void flush_room(struct room *room) {
    for (int i = 0; i < room->count; i++) {
        struct member *member = room->members[i];
        give(member, room->block + member->from, room->block_length - member->from);
        member->from = 0;
    }
    room->block_length = 0;
}

static void come_in(struct member *member, char *line) {
    char text[100], *name = strchr(line, ' ');
    int number = atoi(line);
    if (!name || number < 0 || number >= ROOMS || strlen(name + 1) >= sizeof member->name)
        return;
    strcpy(member->name, name + 1);
    struct room *room = &rooms[number];
    if (room->count == room->capacity) {
        room->capacity = room->capacity ? 2 * room->capacity : 16;
        room->members = need(realloc(room->members, (size_t)room->capacity * sizeof(struct member *)));
    }
    member->room = number;
    member->from = room->block_length;
    member->place = room->count;
    room->members[room->count++] = member;
    tell_room(room, text, (size_t)snprintf(text, sizeof text, "* %s has joined r%d.\r\n", member->name, number));
}

static void heard(struct member *member, char *line, size_t length) {
    char text[LINE + 64];
    line[length] = 0;
    if (member->room < 0)
        come_in(member, line);
    else
        tell_room(&rooms[member->room], text, (size_t)snprintf(text, sizeof text, "%s: %s\r\n", member->name, line));
}

static void forget(struct member *member) {
    if (member->room >= 0) {
        struct room *room = &rooms[member->room];
        room->members[member->place] = room->members[--room->count];
        room->members[member->place]->place = member->place;
    }
    close(member->fd);
    free(member->part);
    free(member->waiting);
    free(member);
}

static void keep_part(struct member *member, const char *from, size_t length) {
    free(member->part);
    member->part = NULL;
    member->part_length = length;
    if (length >= LINE)
        doom(member);
    else if (length)
        memcpy(member->part = need(malloc(length)), from, length);
}

static void listen_to(struct member *member) {
    static char chunk[CHUNK + LINE];
    if (member->part_length)
        memcpy(chunk, member->part, member->part_length);
    ssize_t got = recv(member->fd, chunk + member->part_length, CHUNK, MSG_DONTWAIT);
    if (got <= 0) {
        doom(member);
        return;
    }
    char *from = chunk, *end = chunk + member->part_length + got;
    for (char *newline; (newline = memchr(from, '\n', (size_t)(end - from))); from = newline + 1)
        if (newline - from < LINE)
            heard(member, from, (size_t)(newline - from));
    keep_part(member, from, (size_t)(end - from));
}

static void welcome(int door) {
    static const char question[] = "* Please type your room and name.\r\n";
    int yes = 1, fd = accept4(door, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0)
        return;
    struct member *member = need(calloc(1, sizeof *member));
    member->fd = fd;
    member->room = -1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    watch(member, EPOLL_CTL_ADD, EPOLLIN);
    give(member, question, sizeof question - 1);
}

static int open_door(int port) {
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int yes = 1, door = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    setsockopt(door, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(door, (struct sockaddr *)&here, sizeof here) < 0 || listen(door, BACKLOG) < 0) {
        perror("floor");
        exit(1);
    }
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
    epoll = epoll_create1(EPOLL_CLOEXEC);
    epoll_ctl(epoll, EPOLL_CTL_ADD, door, &event);
    return door;
}

static void one_turn(int door) {
    struct epoll_event events[EVENTS];
    int count = epoll_wait(epoll, events, EVENTS, -1);
    for (int i = 0; i < count; i++) {
        struct member *member = events[i].data.ptr;
        if (!member) {
            welcome(door);
            continue;
        }
        if (events[i].events & EPOLLOUT)
            give_more(member);
        if (events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR) && !member->doomed)
            listen_to(member);
    }
    for (int i = 0; i < dirty_count; i++)
        flush_room(&rooms[dirty[i]]);
    dirty_count = 0;
    while (doomed_count)
        forget(doomed[--doomed_count]);
}

int main(int count, char **words) {
    struct rlimit files = {65536, 65536};
    if (count != 3 || (strcmp(words[2], "each") && strcmp(words[2], "joined"))) {
        fputs("Usage: floor PORT each|joined\n", stderr);
        return 2;
    }
    signal(SIGPIPE, SIG_IGN);
    setrlimit(RLIMIT_NOFILE, &files);
    joined = !strcmp(words[2], "joined");
    for (int door = open_door(atoi(words[1]));;)
        one_turn(door);
}
