package store_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"broadsheet/internal/news"
	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"
)

// auditRow is a line of the audit log as it lies in the database.
type auditRow struct {
	n, at                               int64
	who, what, story, ref, detail, hash string
}

func readRows(t *testing.T, db *sql.DB) []auditRow {
	t.Helper()
	rows, err := db.Query(`SELECT n, at, who, what, story, ref, detail, hash FROM audit ORDER BY n`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var out []auditRow
	for rows.Next() {
		var r auditRow
		if err := rows.Scan(&r.n, &r.at, &r.who, &r.what, &r.story, &r.ref, &r.detail, &r.hash); err != nil {
			t.Fatal(err)
		}
		out = append(out, r)
	}
	return out
}

func must(t *testing.T, db *sql.DB, query string, args ...any) {
	t.Helper()
	if _, err := db.Exec(query, args...); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
}

func writeRow(t *testing.T, db *sql.DB, r auditRow) {
	t.Helper()
	must(t, db, `INSERT INTO audit (n, at, who, what, story, ref, detail, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (n) DO UPDATE SET at = excluded.at, who = excluded.who, what = excluded.what, story = excluded.story, ref = excluded.ref, detail = excluded.detail, hash = excluded.hash`,
		r.n, r.at, r.who, r.what, r.story, r.ref, r.detail, r.hash)
}

// restore makes the log what it was.
func restore(t *testing.T, db *sql.DB, rows []auditRow, proof store.AuditProof) {
	t.Helper()
	now := readRows(t, db)
	for i, x := range rows {
		if i >= len(now) || now[i] != x {
			writeRow(t, db, x)
		}
	}
	must(t, db, `UPDATE audit_head SET n = $1, hash = $2`, proof.N, proof.Hash)
}

func other(s string, r *rand.Rand) string {
	if s == "" {
		return "x"
	}
	b := []byte(s)
	i := r.IntN(len(b))
	b[i] = 'a' + (b[i]+1)%26
	if string(b) == s {
		b[i] = '0'
	}
	return string(b)
}

// tampering changes the log as somebody with the database's password may, and
// says what it did.
func tampering(t *testing.T, db *sql.DB, rows []auditRow, r *rand.Rand) string {
	t.Helper()
	x := rows[r.IntN(len(rows))]
	was := x
	switch kind := r.IntN(13); kind {
	case 0:
		x.detail = other(x.detail, r)
	case 1:
		x.hash = other(x.hash, r)
	case 2:
		x.who = other(x.who, r)
	case 3:
		x.what = other(x.what, r)
	case 4:
		x.story = other(x.story, r)
	case 5:
		x.ref = other(x.ref, r)
	case 6:
		x.at += 1 + r.Int64N(1_000_000)
	case 7:
		must(t, db, `DELETE FROM audit WHERE n = $1`, x.n)
		return fmt.Sprintf("line %d removed", x.n)
	case 8:
		must(t, db, `DELETE FROM audit WHERE n >= $1`, x.n)
		return fmt.Sprintf("lines from %d removed", x.n)
	case 9: // two lines change places
		y := rows[(x.n+int64(r.IntN(len(rows)-1)))%int64(len(rows))]
		z := y
		z.n, x.n = x.n, y.n
		writeRow(t, db, z)
	case 10:
		must(t, db, `UPDATE audit_head SET n = n - 1`)
		return "the head moved back"
	case 11:
		must(t, db, `DELETE FROM audit WHERE n = $1`, int64(len(rows)))
		must(t, db, `UPDATE audit_head SET n = n - 1`)
		return "the last line removed and the head moved back"
	case 12:
		must(t, db, `UPDATE audit_head SET hash = $1`, other(rows[len(rows)-1].hash, r))
		return "the head's hash changed"
	}
	if x == was {
		t.Fatal("a tampering changed nothing")
	}
	writeRow(t, db, x)
	return fmt.Sprintf("%+v became %+v", was, x)
}

// 1,000 random tamperings, each by itself: all are found.
func tamper(t *testing.T, s *store.Store, db *sql.DB, dropTriggers ...string) {
	ctx := news.Actor{By: "desk:kt", From: "192.0.2.7"}.In(context.Background())
	for i := range 20 {
		l := news.AuditLine{What: news.AuditDenied, Story: news.StoryID(fmt.Sprint("s", i)), Ref: fmt.Sprint("GET /", i)}
		if err := s.SaveAudit(ctx, l, storetest.T0); err != nil {
			t.Fatal(err)
		}
	}
	for _, q := range []string{`UPDATE audit SET who = 'x' WHERE n = 3`, `DELETE FROM audit WHERE n = 3`} {
		if _, err := db.Exec(q); err == nil {
			t.Errorf("%s = nil, want an error", q)
		}
	}
	proof, err := s.VerifyAudit(ctx, store.AuditProof{})
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range dropTriggers {
		must(t, db, q)
	}
	rows := readRows(t, db)
	r := rand.New(rand.NewPCG(4, 17))
	for range 1000 {
		did := tampering(t, db, rows, r)
		if _, err := s.VerifyAudit(ctx, store.AuditProof{}); !errors.Is(err, news.ErrInvalid) {
			t.Errorf("%s: VerifyAudit() = %v, want ErrInvalid", did, err)
		}
		restore(t, db, rows, proof)
	}
	if again, err := s.VerifyAudit(ctx, proof); err != nil || again != proof {
		t.Errorf("VerifyAudit() = %v, %v, want %v", again, err, proof)
	}
	// A log that was written anew from one line on is whole in itself; a proof
	// from before shows it.
	must(t, db, `DELETE FROM audit`)
	must(t, db, `UPDATE audit_head SET n = 0, hash = ''`)
	for range 20 {
		if err := s.SaveAudit(ctx, news.AuditLine{What: news.AuditExport}, storetest.T0); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.VerifyAudit(ctx, proof); !errors.Is(err, news.ErrInvalid) {
		t.Errorf("VerifyAudit(proof of before) = %v, want ErrInvalid", err)
	}
}

func TestTamperingIsFoundSQLite(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	s, err := store.Open(context.Background(), "sqlite:"+path)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=busy_timeout(5000)&_pragma=synchronous(0)")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	tamper(t, s, db, `DROP TRIGGER audit_not_changed`, `DROP TRIGGER audit_not_removed`)
}

func TestTamperingIsFoundPostgreSQL(t *testing.T) {
	url := storetest.FreshPostgres(t)
	s, err := store.Open(context.Background(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	db, err := sql.Open("pgx", url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	tamper(t, s, db, `DROP TRIGGER audit_stays ON audit`)
}
