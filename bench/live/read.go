package main

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// read opens n streams and prints, for each change, how many microseconds passed
// until each of them had it. One goroutine reads them all.
func read(port string, n int) error {
	poll, err := unix.EpollCreate1(0)
	if err != nil {
		return err
	}
	number, err := strconv.Atoi(port)
	if err != nil {
		return err
	}
	for i := range n {
		fd, err := dial(number, i)
		if err != nil {
			return fmt.Errorf("stream %d: %w", i, err)
		}
		if err := unix.EpollCtl(poll, unix.EPOLL_CTL_ADD, fd, &unix.EpollEvent{Events: unix.EPOLLIN, Fd: int32(fd)}); err != nil {
			return err
		}
	}
	fmt.Println("open")
	rest := make(map[int32][]byte, n)
	events := make([]unix.EpollEvent, 1024)
	buffer := make([]byte, 64<<10)
	waits := make([]string, 0, n)
	for {
		k, err := unix.EpollWait(poll, events, -1)
		if err == syscall.EINTR {
			continue
		}
		if err != nil {
			return err
		}
		now := time.Now().UnixNano()
		for _, e := range events[:k] {
			m, err := unix.Read(int(e.Fd), buffer)
			if err != nil || m == 0 {
				return fmt.Errorf("a stream ended: %v", err)
			}
			text := append(rest[e.Fd], buffer[:m]...)
			for {
				event, after, whole := bytes.Cut(text, []byte("\n\n"))
				if !whole {
					break
				}
				text = after
				if _, data, ok := bytes.Cut(event, []byte("data: \"")); ok {
					at, _, _ := bytes.Cut(data, []byte(" "))
					sent, err := strconv.ParseInt(string(at), 10, 64)
					if err != nil {
						return err
					}
					waits = append(waits, strconv.FormatInt((now-sent)/1000, 10))
				}
			}
			if len(text) == 0 {
				delete(rest, e.Fd)
			} else {
				rest[e.Fd] = bytes.Clone(text)
			}
		}
		if len(waits) == n {
			if _, err := fmt.Fprintln(os.Stdout, strings.Join(waits, " ")); err != nil {
				return err
			}
			waits = waits[:0]
		}
	}
}

// dial opens a stream, from and to another address of loopback for every few
// thousand, since two addresses have no more ports between them than there are.
func dial(port, i int) (int, error) {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return 0, err
	}
	to := &unix.SockaddrInet4{Port: port, Addr: [4]byte(net.IPv4(127, 0, 1, byte(1+i/5000)).To4())}
	if err := unix.Connect(fd, to); err != nil {
		return 0, err
	}
	if _, err := unix.Write(fd, []byte("GET /live HTTP/1.1\r\nHost: bench\r\n\r\n")); err != nil {
		return 0, err
	}
	return fd, nil
}
