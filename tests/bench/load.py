#!/usr/bin/env python3
"""Puts a running server under load with wrk, beside a handler that returns a constant of the same size.

  cargo build --release --bin sco --example constant
  python3 tests/bench/load.py sample=index stard_dev=/tmp/stard.idx
  python3 tests/bench/load.py --endure 600
  python3 tests/bench/load.py --slow 10000 sample=index

The first prints requests per second and latencies at 1, 16 and 64 connections, answers kept and not kept, as a table. The
second asks a mix of requests for so many seconds while the index changes every ten, and prints errors and memory. The third
opens so many connections that begin a request and never end it, and prints what becomes of them and of somebody who asks.
"""
import argparse
import json
import os
import re
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request

CONNECTIONS = (1, 16, 64)
QUESTIONS = ["上海精神", "合作", "命运共同体", "反恐 合作", "安全", "“人民政府”", "人民法院", "规定", "公司 责任", "2018"]
PATHS = ["/", "/search?q={}", "/api/v1/search?q={}", "/api/v1/search?q={}&by=passage", "/api/v1/suggest?q={}", "/api/v1/facets?q={}&facet=year",
         "/api/v1/stats", "/embed.js", "/api/v1/search?q={}&format=csv"]


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Running:
    """A program that listens at a port of this machine until the end."""

    def __init__(self, *command):
        self.addr = f"127.0.0.1:{free_port()}"
        command = [part.replace("ADDR", self.addr) for part in command]
        self.process = subprocess.Popen(command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        for _ in range(200):
            try:
                socket.create_connection(self.addr.split(":")).close()
                return
            except OSError:
                time.sleep(0.05)
        sys.exit(f"`{' '.join(command)}` does not listen")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)

    def memory(self):
        """Resident memory, MiB."""
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as status:
            return int(re.search(r"VmRSS:\s+(\d+)", status.read())[1]) / 1024

    def get(self, path):
        with urllib.request.urlopen(f"http://{self.addr}{path}", timeout=30) as reply:
            return reply.read()


def lua(paths):
    """A script for wrk that asks the paths in turn and counts what is no success."""
    listed = ",".join(f'"{path}"' for path in paths)
    return f"""
local paths, at = {{{listed}}}, 0
request = function() at = at % #paths + 1; return wrk.format("GET", paths[at]) end
done = function(summary, latency)
  local e = summary.errors
  io.write(string.format("RESULT %d %d %d %d %d %d\\n", summary.requests, summary.duration, e.status,
    e.connect + e.read + e.write + e.timeout, latency:percentile(50), latency:percentile(99)))
end
"""


def wrk(addr, paths, connections, seconds):
    """Requests per second, errors, and the 50th and 99th percentile, ms."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(lua(paths))
        script.flush()
        threads = "1" if connections == 1 else "2"
        done = subprocess.run(
            ["wrk", "-t", threads, "-c", str(connections), "-d", f"{seconds}s", "--timeout", "30s", "-s", script.name, f"http://{addr}"],
            capture_output=True, text=True)
    found = re.search(r"RESULT (\d+) (\d+) (\d+) (\d+) (\d+) (\d+)", done.stdout)
    if not found:
        sys.exit(f"wrk failed:\n{done.stdout}{done.stderr}")
    requests, duration, wrong, broken, median, last = map(int, found.groups())
    return requests / duration * 1e6, wrong + broken, median / 1000, last / 1000


def asked(path="/api/v1/search?q={}"):
    return [path.format(urllib.parse.quote(question)) for question in QUESTIONS]


def table(given):
    print("| index | answers | connections | requests/s | median ms | p99 ms | errors | of a constant's requests/s |")
    print("|---|---|---:|---:|---:|---:|---:|---:|")
    for named in given.index:
        name, _, folder = named.rpartition("=")
        serve = [given.program, "serve", "--index", folder, "--addr", "ADDR", "--rate", "0"]
        with Running(*serve) as kept, Running(*serve, "--cache", "0") as worked_out:
            size = sum(len(kept.get(path)) for path in asked()) // len(QUESTIONS)
            with Running(given.constant, "ADDR", str(size)) as constant:
                for connections in CONNECTIONS:
                    bare, *_ = row = wrk(constant.addr, asked(), connections, given.seconds)
                    print_row((name, f"constant, {size} bytes", connections), row, 1)
                    for label, server in (("kept", kept), ("worked out", worked_out)):
                        row = wrk(server.addr, asked(), connections, given.seconds)
                        print_row((name, label, connections), row, row[0] / bare)


def print_row(what, row, share):
    rate, errors, median, last = row
    name, label, connections = what
    print(f"| {name} | {label} | {connections} | {rate:.0f} | {median:.2f} | {last:.2f} | {errors} | {share:.3f} |", flush=True)


def documents(path, count):
    with open(path, "w", encoding="utf-8") as file:
        for number in range(count):
            body = "弘扬上海精神，深化安全合作，构建命运共同体。" * (1 + number % 20)
            file.write(json.dumps({"id": f"d{number}", "title": f"文件 {number}", "date": f"{2001 + number % 25}", "body": body}, ensure_ascii=False) + "\n")


def endure(given):
    folder = tempfile.mkdtemp()
    try:
        sources = [os.path.join(folder, f"{count}.jsonl") for count in (400, 500)]
        for source, count in zip(sources, (400, 500)):
            documents(source, count)
        index = os.path.join(folder, "index")
        swap = lambda number: subprocess.run(
            [given.program, "index", "--jsonl", sources[number % 2], "--index", index], check=True, capture_output=True)
        swap(0)
        paths = [path for pattern in PATHS for path in (asked(pattern) if "{}" in pattern else [pattern])]
        with Running(given.program, "serve", "--index", index, "--addr", "ADDR", "--rate", "0", "--cache", "8") as server:
            for path in paths:
                server.get(path)
            first, end, swaps, all_errors, requests, memory = server.memory(), time.time() + given.endure, 0, 0, 0, []
            while time.time() < end:
                swaps += 1
                swap(swaps)
                rate, errors, *_ = wrk(server.addr, paths, 16, 10)
                requests, all_errors = requests + rate * 10, all_errors + errors
                memory.append(server.memory())
            half = len(memory) // 2
            print(f"{given.endure} s of mixed load on 16 connections, {requests:.0f} requests, {swaps} changes of the index, {all_errors} errors; "
                  f"resident memory {first:.0f} MiB before, at most {max(memory[:half] or memory):.0f} in the first half, "
                  f"{max(memory[half:]):.0f} in the second; after each fifth change: {', '.join(f'{each:.0f}' for each in memory[::5])}")
    finally:
        shutil.rmtree(folder)


def slow(given):
    limit = given.slow + 200
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit, max(limit, resource.getrlimit(resource.RLIMIT_NOFILE)[1])))
    _, _, folder = given.index[0].rpartition("=")
    with Running(given.program, "serve", "--index", folder, "--addr", "ADDR", "--rate", "0") as server:
        server.get(asked()[0])
        before, sockets, most = server.memory(), [], 0
        host, port = server.addr.split(":")
        for number in range(given.slow):
            connection = socket.socket()
            # From eight addresses, so that together they could take all that one alone is not let have.
            connection.bind((f"127.0.1.{1 + number % 8}", 0))
            connection.setblocking(False)
            connection.connect_ex((host, int(port)))
            sockets.append(connection)
        started = time.time()
        for connection in sockets:
            try:
                connection.send(b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ")
            except OSError:
                pass  # it waits to be let in, or was turned away already
        while True:
            most = max(most, server.memory())
            try:
                server.get(asked()[0])
                break
            except OSError:
                time.sleep(0.5)
        waited = time.time() - started
        cut, last = 0, time.time() + 90
        while cut < given.slow and time.time() < last:
            cut = sum(is_cut(connection) for connection in sockets)
            most = max(most, server.memory())
            time.sleep(1)
        answered = bool(server.get(asked()[0]))
        print(f"{given.slow} connections that never end their request: somebody who asks is answered after {waited:.1f} s; {cut} were cut within "
              f"{time.time() - started:.0f} s; resident memory {before:.0f} MiB before, at most {most:.0f}; answers afterwards: {answered}")


def is_cut(connection):
    try:
        connection.recv(4096, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        return True  # the answer that it took too long, or the end
    except BlockingIOError:
        return False
    except OSError:
        return True


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("index", nargs="*", metavar="NAME=FOLDER", help="indexes to serve")
    parser.add_argument("--program", default="target/release/sco")
    parser.add_argument("--constant", default="target/release/examples/constant")
    parser.add_argument("--seconds", type=int, default=8, help="for each row of the table")
    parser.add_argument("--endure", type=int, default=0, metavar="SECONDS", help="mixed load with changes of the index, instead of the table")
    parser.add_argument("--slow", type=int, default=0, metavar="CONNECTIONS", help="connections that never end their request, instead of the table")
    given = parser.parse_args()
    if given.slow:
        return slow(given)
    if not shutil.which("wrk"):
        sys.exit("this needs wrk (apt-get install wrk)")
    endure(given) if given.endure else table(given)


if __name__ == "__main__":
    main()
