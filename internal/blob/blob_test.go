package blob

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"broadsheet/internal/news"
)

func TestPutGet(t *testing.T) {
	d, err := Open(filepath.Join(t.TempDir(), "blobs"))
	if err != nil {
		t.Fatal(err)
	}
	a, err := d.Put("raw", strings.NewReader("copy"))
	if err != nil {
		t.Fatal(err)
	}
	b, err := d.Put("raw", iotest.OneByteReader(strings.NewReader("copy")))
	if err != nil || a != b || a.Size != 4 {
		t.Errorf("Put(same) = %+v, %v, want %+v", b, err, a)
	}
	f, err := d.Get(a.Key)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if got, _ := io.ReadAll(f); string(got) != "copy" {
		t.Errorf("Get() = %q, want %q", got, "copy")
	}
}

func TestGetRefusesWhatIsNotAKey(t *testing.T) {
	root := t.TempDir()
	d, err := Open(filepath.Join(root, "blobs"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(root, "secret"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"", "../secret", "raw/../../secret", "raw/ab/" + strings.Repeat("a", 64), "raw/ab/" + strings.Repeat("A", 64), "/etc/passwd"} {
		if _, err := d.Get(key); !errors.Is(err, news.ErrNotFound) {
			t.Errorf("Get(%q) = %v, want ErrNotFound", key, err)
		}
	}
	if _, err := d.Put("../raw", strings.NewReader("x")); !errors.Is(err, news.ErrInvalid) {
		t.Errorf("Put(../raw) = %v, want ErrInvalid", err)
	}
}

func TestFailedPutKeepsNothing(t *testing.T) {
	root := t.TempDir()
	d, err := Open(root)
	if err != nil {
		t.Fatal(err)
	}
	broken := errors.New("line cut")
	if _, err := d.Put("raw", io.MultiReader(strings.NewReader("half"), iotest.ErrReader(broken))); !errors.Is(err, broken) {
		t.Errorf("Put(broken) = %v, want the reader's error", err)
	}
	var files []string
	filepath.WalkDir(root, func(p string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			files = append(files, p)
		}
		return err
	})
	if len(files) != 0 {
		t.Errorf("files left: %v, want none", files)
	}
}

func TestDeleteSparesTheYoung(t *testing.T) {
	root := t.TempDir()
	d, err := Open(root)
	if err != nil {
		t.Fatal(err)
	}
	put := func(text string) Info {
		t.Helper()
		info, err := d.Put("wire", strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		return info
	}
	day := time.Now().Add(-24 * time.Hour)
	old, again, young := put("old"), put("again"), put("young")
	for _, info := range []Info{old, again} {
		if err := os.Chtimes(d.path(info.Key), day, day); err != nil {
			t.Fatal(err)
		}
	}
	put("again") // it came once more
	before := time.Now().Add(-time.Hour)
	var found []string
	if err := d.Old("wire", before, func(key string) error { found = append(found, key); return nil }); err != nil || len(found) != 1 || found[0] != old.Key {
		t.Errorf("Old() = %v, %v, want %s alone", found, err, old.Key)
	}
	for _, info := range []Info{old, again, young, {Key: "wire/00/" + strings.Repeat("0", 64)}} {
		if err := d.Delete(info.Key, before); err != nil {
			t.Errorf("Delete(%s) = %v, want nil", info.Key, err)
		}
	}
	for _, c := range []struct {
		info Info
		want error
	}{{old, news.ErrNotFound}, {again, nil}, {young, nil}} {
		f, err := d.Get(c.info.Key)
		if !errors.Is(err, c.want) {
			t.Errorf("Get(%s) = %v, want %v", c.info.Key, err, c.want)
		}
		if err == nil {
			f.Close()
		}
	}
	if info := put("old"); info != old {
		t.Errorf("Put(old) again = %+v, want %+v", info, old)
	}
	for _, key := range []string{"../x", "wire/zz/zz", ""} {
		if err := d.Delete(key, before); !errors.Is(err, news.ErrNotFound) {
			t.Errorf("Delete(%q) = %v, want ErrNotFound", key, err)
		}
	}
}
