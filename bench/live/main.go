// Package main measures streams: how much memory each costs, and how long it takes
// from a change to every reader, beside a plain handler for each. Servers and
// readers are processes of their own on loopback, as many as the limit of open
// files asks for.
//
// It is a measurement and no test, for Linux. Start at main:
//
//	go run ./bench/live [-streams 10000] [-frames 20] [-attached]
package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"time"

	"broadsheet/internal/live"
	"broadsheet/internal/web"
)

// each is how many streams one pair of processes holds.
const each = 10_000

func main() {
	streams := flag.Int("streams", 10_000, "open streams")
	frames := flag.Int("frames", 20, "changes told")
	every := flag.Duration("every", 2*time.Second, "time between two changes")
	attached := flag.Bool("attached", false, "a plain net/http handler for each stream")
	role := flag.String("role", "", "of a process of its own: serve or read")
	at := flag.String("at", "", "of role read: where the server is")
	flag.Parse()
	var err error
	switch *role {
	case "":
		err = measure(*streams, *frames, *every, *attached)
	case "serve":
		err = serve(*attached)
	case "read":
		err = read(*at, *streams)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "live:", err)
		os.Exit(1)
	}
}

// serve serves one hub. A line on standard input is told to its readers; an empty
// one asks for its memory.
func serve(attached bool) error {
	log := slog.New(slog.DiscardHandler)
	hub := live.New(live.Config{Now: time.Now, Log: log, Attached: attached, Limit: each * 2})
	l, err := net.Listen("tcp", "0.0.0.0:0")
	if err != nil {
		return err
	}
	server := web.Server(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := hub.Stream(w, r, "bar"); err != nil {
			w.WriteHeader(http.StatusInternalServerError)
		}
	}), log)
	go server.Serve(l)
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		return err
	}
	fmt.Println(port)
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		if lines.Text() == "" {
			fmt.Println(resident(), hub.Count().Streams)
			continue
		}
		if err := hub.Tell("bar", "bar", true, lines.Text()); err != nil {
			return err
		}
	}
	return hub.Close(context.Background())
}

// resident returns the memory of this process, in KiB (proc(5), VmRSS).
func resident() int {
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			n, _ := strconv.Atoi(strings.Fields(rest)[0])
			return n
		}
	}
	return 0
}

// process is a child and its lines.
type process struct {
	*exec.Cmd
	in  io.WriteCloser
	out *bufio.Reader
}

func start(args ...string) (*process, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	p := &process{Cmd: exec.Command(self, args...)}
	p.Stderr = os.Stderr
	if p.in, err = p.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := p.StdoutPipe()
	if err != nil {
		return nil, err
	}
	p.out = bufio.NewReaderSize(out, 1<<20)
	return p, p.Start()
}

func (p *process) line() (string, error) {
	text, err := p.out.ReadString('\n')
	return strings.TrimSpace(text), err
}

// pair is a server and its readers.
type pair struct{ server, readers *process }

func open(n int, attached bool) (pair, int, error) {
	var p pair
	var err error
	if p.server, err = start("-role", "serve", fmt.Sprintf("-attached=%v", attached)); err != nil {
		return p, 0, err
	}
	port, err := p.server.line()
	if err != nil {
		return p, 0, err
	}
	idle, err := p.memory()
	if err != nil {
		return p, 0, err
	}
	if p.readers, err = start("-role", "read", "-at", port, "-streams", strconv.Itoa(n)); err != nil {
		return p, 0, err
	}
	if ready, err := p.readers.line(); err != nil || ready != "open" {
		return p, 0, fmt.Errorf("readers: %s, %v", ready, err)
	}
	return p, idle, nil
}

func (p pair) memory() (int, error) {
	if _, err := io.WriteString(p.server.in, "\n"); err != nil {
		return 0, err
	}
	text, err := p.server.line()
	if err != nil {
		return 0, err
	}
	return strconv.Atoi(strings.Fields(text)[0])
}

func measure(streams, frames int, every time.Duration, attached bool) error {
	var pairs []pair
	var idle, full int
	begun := time.Now()
	for left := streams; left > 0; left -= each {
		p, before, err := open(min(left, each), attached)
		if err != nil {
			return err
		}
		defer p.server.Process.Kill()
		defer p.readers.Process.Kill()
		pairs = append(pairs, p)
		idle += before
	}
	fmt.Printf("%d streams of %d servers open after %.1f s\n", streams, len(pairs), time.Since(begun).Seconds())
	pad := strings.Repeat("x", 1000) // a bar of some twenty rows
	var waits []time.Duration
	for range frames {
		time.Sleep(every)
		for _, p := range pairs {
			if _, err := fmt.Fprintf(p.server.in, "%d %s\n", time.Now().UnixNano(), pad); err != nil {
				return err
			}
		}
		for _, p := range pairs {
			text, err := p.readers.line()
			if err != nil {
				return err
			}
			for f := range strings.FieldsSeq(text) {
				us, err := strconv.Atoi(f)
				if err != nil {
					return errors.Join(errors.New(text), err)
				}
				waits = append(waits, time.Duration(us)*time.Microsecond)
			}
		}
	}
	for _, p := range pairs {
		kib, err := p.memory()
		if err != nil {
			return err
		}
		full += kib
	}
	slices.Sort(waits)
	fmt.Printf("%.1f KiB a stream in the servers; %d messages received: p50 %v, p99 %v, last %v\n", float64(full-idle)/float64(streams), len(waits),
		waits[len(waits)/2].Round(time.Millisecond), waits[len(waits)*99/100].Round(time.Millisecond), waits[len(waits)-1].Round(time.Millisecond))
	return nil
}
