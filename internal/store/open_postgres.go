package store

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
)

const journalChannel = "broadsheet_journal"

func (s *Store) openPostgres(ctx context.Context, rawURL string) error {
	db, err := sql.Open("pgx", rawURL)
	if err != nil {
		return err
	}
	db.SetMaxOpenConns(16)
	db.SetMaxIdleConns(8)
	db.SetConnMaxIdleTime(5 * time.Minute)
	if err := db.PingContext(ctx); err != nil {
		db.Close()
		return err
	}
	s.w, s.r = db, db
	return nil
}

// postgresConflict reports whether err is a broken uniqueness rule or a
// transaction that the server could not put in an order with another.
func postgresConflict(err error) bool {
	var e *pgconn.PgError
	if !errors.As(err, &e) {
		return false
	}
	switch e.Code {
	case "23505", "40001", "40P01":
		return true
	}
	return false
}

// postgresInvalid reports whether err is about a value that the server will
// never take, such as text with a zero byte: trying again is no use.
func postgresInvalid(err error) bool {
	var e *pgconn.PgError
	return errors.As(err, &e) && (strings.HasPrefix(e.Code, "22") || e.Code == "54000")
}

// listenPostgres rings the bells when any node writes to the journal. It is a
// hint only: followers look by themselves too, so a lost connection costs time
// and never an event.
func (s *Store) listenPostgres(ctx context.Context, rawURL string) {
	for ctx.Err() == nil {
		conn, err := pgx.Connect(ctx, rawURL)
		if err == nil {
			schema := ""
			if err = conn.QueryRow(ctx, "SELECT current_schema()").Scan(&schema); err == nil {
				_, err = conn.Exec(ctx, "LISTEN "+journalChannel+"; LISTEN "+hintChannel)
			}
			for err == nil {
				var n *pgconn.Notification
				if n, err = conn.WaitForNotification(ctx); err != nil {
					break
				}
				if n.Channel == hintChannel {
					s.notified(n.Payload, schema)
				} else {
					s.ring()
				}
			}
			closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
			conn.Close(closing)
			cancel()
		}
		select {
		case <-ctx.Done():
		case <-time.After(time.Second):
		}
	}
}
