// Package main measures what the program needs while much copy comes at once:
// a feed of many entries, then a file too large to be read. It runs the program
// as it is built from this tree, on loopback, in a folder of its own.
//
// It is a measurement and no test. Start at main:
//
//	go run ./bench/flood [-entries 100000] [-megabytes 500]
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

const settings = `
listen = "127.0.0.1:0"
data = %q
[[title]]
id = "courier"
name = "The Courier"
language = "en"
time_zone = "UTC"
code = "TC"
  [[title.section]]
  path = "world"
  name = "World"
[[source]]
id = "npa"
credit = "NPA"
  [[source.rule]]
  title = "courier"
  section = "world"
  publish = "now"
`

func main() {
	entries := flag.Int("entries", 100_000, "entries of the feed")
	megabytes := flag.Int("megabytes", 500, "size of the large file")
	flag.Parse()
	if err := run(*entries, *megabytes); err != nil {
		fmt.Fprintln(os.Stderr, "flood:", err)
		os.Exit(1)
	}
}

func run(entries, megabytes int) error {
	dir, err := os.MkdirTemp(".", "bench-*") // on a disk, not in memory
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if dir, err = filepath.Abs(dir); err != nil {
		return err
	}
	program := filepath.Join(dir, "broadsheet")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		return fmt.Errorf("go build: %w\n%s", err, out)
	}
	data := filepath.Join(dir, "data")
	config := filepath.Join(dir, "broadsheet.toml")
	if err := os.WriteFile(config, fmt.Appendf(nil, settings, data), 0o644); err != nil {
		return err
	}
	p := exec.Command(program, "serve", "-config", config)
	p.Stderr = nil // what it logs is not measured
	if err := p.Start(); err != nil {
		return err
	}
	defer func() { p.Process.Kill(); p.Wait() }()
	drop := filepath.Join(data, "wire", "npa")
	if err := await(func() bool { _, err := os.Stat(filepath.Join(drop, "done")); return err == nil }); err != nil {
		return err
	}
	idle, err := peak(p.Process.Pid)
	if err != nil {
		return err
	}
	fmt.Printf("idle: %d MiB resident at most\n", idle>>20)
	for _, f := range []struct {
		name  string
		write func(io.Writer) error
		ends  string
	}{
		{"feed.xml", func(w io.Writer) error { return writeFeed(w, entries) }, "done"},
		{"large.bin", func(w io.Writer) error { return writeLarge(w, megabytes) }, "quarantine"},
	} {
		size, err := put(filepath.Join(drop, f.name), f.write)
		if err != nil {
			return err
		}
		began := time.Now()
		if err := await(func() bool { _, err := os.Stat(filepath.Join(drop, f.ends, f.name)); return err == nil }); err != nil {
			return fmt.Errorf("%s: %w", f.name, err)
		}
		took := time.Since(began)
		most, err := peak(p.Process.Pid)
		if err != nil {
			return err
		}
		fmt.Printf("%s, %d MiB: %s/ after %.1f s, %d MiB resident at most since the start\n", f.name, size>>20, f.ends, took.Seconds(), most>>20)
		if f.ends == "done" {
			fmt.Printf("  %.0f items/s filed\n", float64(entries)/took.Seconds())
		}
	}
	return filed(program, config, entries)
}

// put writes a file and moves it into place whole.
func put(name string, write func(io.Writer) error) (int64, error) {
	f, err := os.Create(name + ".part")
	if err != nil {
		return 0, err
	}
	defer f.Close()
	w := bufio.NewWriter(f)
	if err := errors.Join(write(w), w.Flush()); err != nil {
		return 0, err
	}
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	return info.Size(), os.Rename(name+".part", name)
}

func writeFeed(w io.Writer, entries int) error {
	io.WriteString(w, `<?xml version="1.0"?><rss version="2.0"><channel><title>Norland harbours</title><language>en</language>`)
	for i := range entries {
		fmt.Fprintf(w, "\n<item><guid isPermaLink=\"false\">harbour-%d</guid><title>Notice %d to all boats</title><link>https://harbours.example/notices/%d</link><pubDate>Mon, 23 Nov 2026 09:00:00 GMT</pubDate><description>&lt;p&gt;Berth %d is closed for the day, the harbour office says. Boats of length %d moor at the outer quay, where lines and fenders are set out for them.&lt;/p&gt;</description></item>", i, i, i, i, i%37)
	}
	_, err := io.WriteString(w, "\n</channel></rss>\n")
	return err
}

func writeLarge(w io.Writer, megabytes int) error {
	line := []byte(strings.Repeat("a line of nothing that any agency sends; ", 25) + "\n")
	for n := 0; n < megabytes<<20; n += len(line) {
		if _, err := w.Write(line); err != nil {
			return err
		}
	}
	return nil
}

// await looks until something is so, for half an hour at most.
func await(is func() bool) error {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	end := time.After(30 * time.Minute)
	for !is() {
		select {
		case <-tick.C:
		case <-end:
			return errors.New("nothing happened for half an hour")
		}
	}
	return nil
}

// peak is the most memory a process has had resident, in bytes (proc(5), VmHWM).
func peak(pid int) (int64, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.SplitSeq(string(text), "\n") {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kib, err := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(rest), "kB")), 10, 64)
			return kib << 10, err
		}
	}
	return 0, errors.New("the system does not tell VmHWM")
}

// filed checks that all was filed.
func filed(program, config string, entries int) error {
	out, err := exec.Command(program, "wire", "status", "-json", "-config", config).Output()
	if err != nil {
		return fmt.Errorf("wire status: %w", err)
	}
	var status []struct {
		Items   int `json:"items"`
		Waiting int `json:"waiting"`
	}
	if err := json.Unmarshal(out, &status); err != nil {
		return err
	}
	if len(status) != 1 || status[0].Items != entries || status[0].Waiting != 1 {
		return fmt.Errorf("wire status = %s, want %d items and one file in quarantine", out, entries)
	}
	return nil
}
