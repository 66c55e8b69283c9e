#!/usr/bin/env python3
"""A network of namespaces, each on a TUN device: packets between any two are delayed, scattered and lost.

usage: network.py DELAY_MS JITTER_MS LOSS SEED NAMESPACE=ADDRESS…

The delay of each packet is DELAY_MS plus a normal deviate of JITTER_MS, not below 0; LOSS is 0..1. Prints "ready" and
reads commands: "cut NAMESPACE", "mend NAMESPACE", "block A B", "allow A B", "move NAMESPACE ADDRESS", "loss SHARE",
"end"; each is answered by "ok". Needs root. A namespace's packets come from whatever address it has: that is where its
answers go.
"""
import fcntl
import heapq
import os
import random
import select
import struct
import subprocess
import sys
import time

TUNSETIFF, IFF_TUN_NO_PI = 0x400454CA, 0x1001


def run(*command):
    subprocess.run(command, check=True)


def open_tun(name):
    fd = os.open('/dev/net/tun', os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(fd, TUNSETIFF, struct.pack('16sH22x', name.encode(), IFF_TUN_NO_PI))
    return fd


def set_address(namespace, device, address):
    run('ip', '-n', namespace, 'addr', 'flush', 'dev', device)
    run('ip', '-n', namespace, 'addr', 'add', f'{address}/24', 'dev', device)
    run('ip', '-n', namespace, 'route', 'replace', 'default', 'dev', device)


def main():
    delay, jitter, loss = (float(value) for value in sys.argv[1:4])
    rnd = random.Random(int(sys.argv[4]))
    places = [place.split('=') for place in sys.argv[5:]]
    fds, device_of, by_address, by_name = [], {}, {}, {}
    for i, (namespace, address) in enumerate(places):
        device = f'lcn{os.getpid() % 10000}.{i}'
        fd = open_tun(device)
        run('ip', 'link', 'set', device, 'netns', namespace)
        run('ip', '-n', namespace, 'link', 'set', device, 'up', 'mtu', '1400')
        set_address(namespace, device, address)
        fds.append(fd)
        device_of[namespace] = device
        by_name[namespace] = fd
        by_address[address] = fd
    cut, blocked, queue, number = set(), set(), [], 0
    print('ready', flush=True)
    while True:
        now = time.monotonic()
        wait = max(0, queue[0][0] - now) if queue else 1.0
        readable, _, _ = select.select([0, *fds], [], [], wait)
        for fd in readable:
            if fd == 0:
                words = sys.stdin.readline().split()
                if not words or words[0] == 'end':
                    return
                if words[0] == 'cut':
                    cut.add(by_name[words[1]])
                elif words[0] == 'mend':
                    cut.discard(by_name[words[1]])
                elif words[0] == 'block':
                    blocked.add(frozenset(by_name[word] for word in words[1:3]))
                elif words[0] == 'allow':
                    blocked.discard(frozenset(by_name[word] for word in words[1:3]))
                elif words[0] == 'move':
                    set_address(words[1], device_of[words[1]], words[2])
                    by_address[words[2]] = by_name[words[1]]
                elif words[0] == 'loss':
                    loss = float(words[1])
                print('ok', flush=True)
                continue
            try:
                while True:
                    packet = os.read(fd, 2000)
                    if packet[0] >> 4 != 4:
                        continue
                    to = by_address.get('.'.join(str(byte) for byte in packet[16:20]))
                    is_lost = rnd.random() < loss
                    if to is None or is_lost or fd in cut or to in cut or frozenset((fd, to)) in blocked:
                        continue
                    number += 1
                    due = time.monotonic() + max(0, rnd.gauss(delay, jitter)) / 1000
                    heapq.heappush(queue, (due, number, to, packet))
            except BlockingIOError:
                pass
        now = time.monotonic()
        while queue and queue[0][0] <= now:
            _, _, fd, packet = heapq.heappop(queue)
            try:
                os.write(fd, packet)
            except OSError:
                pass


main()
