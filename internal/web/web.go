// Package web is what every window to HTTP shares: handlers that return
// errors, the one table from errors to statuses, bodies kept with their
// compressed forms, and a server with limits.
//
// It knows no page, no room and no SQL. It never shows a reader the text of an
// internal error.
//
// Start at [Handle], [Status] and [Forms].
package web

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"

	"broadsheet/internal/news"
)

// Handler reads a request, asks or does one thing, and answers. An error means
// that it has not answered yet.
type Handler func(http.ResponseWriter, *http.Request) error

// Status is the one table from errors to HTTP statuses. An embargoed story
// does not exist for whoever asks over HTTP.
func Status(err error) int {
	var tooBig *http.MaxBytesError
	switch {
	case errors.Is(err, news.ErrKilled):
		return http.StatusGone
	case errors.Is(err, news.ErrNotFound), errors.Is(err, news.ErrEmbargoed):
		return http.StatusNotFound
	case errors.As(err, &tooBig):
		return http.StatusRequestEntityTooLarge
	case errors.Is(err, news.ErrForbidden):
		return http.StatusForbidden
	case errors.Is(err, news.ErrInvalid):
		return http.StatusBadRequest
	case errors.Is(err, news.ErrConflict):
		return http.StatusConflict
	}
	return http.StatusServiceUnavailable
}

// Handle turns a Handler into an http.Handler. Its error goes to answer with
// its status; what is not the caller's fault is logged with the request's
// method and path, once. A panic is such an error, and the server goes on.
func Handle(h Handler, log *slog.Logger, answer func(w http.ResponseWriter, r *http.Request, status int, err error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			p := recover()
			if p == nil {
				return
			}
			if p == http.ErrAbortHandler {
				panic(p)
			}
			log.Error("panic in handler", "method", r.Method, "path", r.URL.Path, "panic", p)
			answer(w, r, http.StatusServiceUnavailable, errors.New("internal"))
		}()
		err := h(w, r)
		if err == nil {
			return
		}
		status := Status(err)
		if status >= 500 && !errors.Is(err, context.Canceled) {
			log.Error("request failed", "method", r.Method, "path", r.URL.Path, "err", err)
		}
		answer(w, r, status, err)
	})
}

// Server returns a server with limits on the time and size of headers and
// bodies. The caller runs and shuts it down.
func Server(h http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       60 * time.Second,
		WriteTimeout:      120 * time.Second,
		IdleTimeout:       120 * time.Second,
		MaxHeaderBytes:    32 << 10,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelDebug),
		ConnContext:       func(ctx context.Context, c net.Conn) context.Context { return context.WithValue(ctx, connKey{}, c) },
	}
}

type connKey struct{}

// ConnOf returns the connection of a request to a [Server], nil of another.
func ConnOf(ctx context.Context) net.Conn {
	c, _ := ctx.Value(connKey{}).(net.Conn)
	return c
}

// HostName returns the host of a request without its port and the brackets of an
// IPv6 address, as sent.
func HostName(r *http.Request) string {
	if host, _, err := net.SplitHostPort(r.Host); err == nil {
		return host
	}
	if inner, ok := strings.CutPrefix(r.Host, "["); ok && strings.HasSuffix(inner, "]") {
		return strings.TrimSuffix(inner, "]")
	}
	return r.Host
}

// Local reports whether a request names this machine's own loopback host, as a
// newcomer's browser does.
func Local(r *http.Request) bool {
	host := HostName(r)
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}
