package ingest

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"broadsheet/internal/news"
)

func TestCertificatesOfTheSettings(t *testing.T) {
	file := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(file, []byte("no certificate"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := rootsIn(file); !errors.Is(err, news.ErrInvalid) {
		t.Errorf("rootsIn(no certificate) = %v, want ErrInvalid", err)
	}
	if _, err := rootsIn("nowhere.pem"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("rootsIn(nowhere) = %v, want that it does not exist", err)
	}
}
