package bolt_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"quotewire/internal/store/bolt"
)

// filled is a file with values on many pages, closed.
func filled(t testing.TB) []byte {
	t.Helper()
	folder := t.TempDir()
	s := open(t, bolt.Options{Folder: folder})
	for i := range 60 {
		put(t, s, "b", fmt.Sprintf("key %02d", i), strings.Repeat("x", 100*i), later())
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(filepath.Join(folder, bolt.FileName))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// opened is what becomes of a file that holds b: it can be used, or it is ErrDamaged.
func opened(t testing.TB, b []byte) error {
	t.Helper()
	folder, err := os.MkdirTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, bolt.FileName), b, 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := bolt.Open(bolt.Options{Folder: folder})
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }() // of a damaged file
	for i := range 60 {
		if _, err := s.Get(t.Context(), "b", fmt.Sprintf("key %02d", i)); err != nil {
			return err
		}
	}
	for i := range 20 {
		if err := s.Put(t.Context(), "b", fmt.Sprintf("new %02d", i), make([]byte, 3000), later()); err != nil {
			return err
		}
	}
	return nil
}

func TestDamagedFile(t *testing.T) {
	whole := filled(t)
	if err := opened(t, whole); err != nil {
		t.Fatal(err)
	}
	nonsense := bytes.Repeat([]byte("not a database. "), 4096)
	zeroed := bytes.Clone(whole)
	clear(zeroed[2*4096:])
	for name, b := range map[string][]byte{
		"nonsense": nonsense, "short nonsense": []byte("hello"), "cut in its head": whole[:5000],
		"cut": whole[:len(whole)/4], "zeroes behind the head": zeroed,
	} {
		err := opened(t, b)
		if !errors.Is(err, bolt.ErrDamaged) || !strings.Contains(err.Error(), "remove it and begin with an empty one") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Whatever happens to single pages: the store works, or says that it is damaged.
func TestDamagedPages(t *testing.T) {
	whole := filled(t)
	random := rand.New(rand.NewPCG(3, 4))
	damaged := 0
	for range 100 {
		b := bytes.Clone(whole)
		at := 4096 * random.IntN(len(b)/4096)
		for range 1 + random.IntN(30) {
			b[at+random.IntN(64)] = byte(random.Uint32()) // of the page's head and its index
		}
		switch err := opened(t, b); {
		case errors.Is(err, bolt.ErrDamaged):
			damaged++
		case err != nil:
			t.Errorf("page at %d: %v", at, err)
		}
	}
	if damaged < 10 {
		t.Errorf("%d of 100 were noticed", damaged)
	}
}

// A file that is cut while it is open is no end of the process.
func TestFileCutBehindOurBack(t *testing.T) {
	folder := t.TempDir()
	s := open(t, bolt.Options{Folder: folder})
	for i := range 60 {
		put(t, s, "b", fmt.Sprint(i), strings.Repeat("x", 3000), later())
	}
	if err := os.Truncate(filepath.Join(folder, bolt.FileName), 8192); err != nil {
		t.Fatal(err)
	}
	var errs []error
	for i := range 60 {
		_, err := s.Get(t.Context(), "b", fmt.Sprint(i))
		errs = append(errs, err)
	}
	if err := errors.Join(errs...); !errors.Is(err, bolt.ErrDamaged) {
		t.Errorf("%v", err)
	}
	if err := s.Put(t.Context(), "b", "k", nil, later()); !errors.Is(err, bolt.ErrDamaged) {
		t.Errorf("%v", err)
	}
}

// A file that may not grow any more fails to write and goes on to read; it takes values
// again when there is room.
func TestFullFile(t *testing.T) {
	s := open(t, bolt.Options{Folder: t.TempDir(), FileBytes: 512 << 10})
	put(t, s, "b", "first", "v", later())
	failed := false
	for i := range 300 {
		if err := s.Put(t.Context(), "b", fmt.Sprint(i), make([]byte, 8<<10), later()); err != nil {
			failed = true
			if errors.Is(err, bolt.ErrDamaged) {
				t.Fatal(err)
			}
			break
		}
	}
	if !failed {
		t.Error("a file of 512 KiB holds 2 MiB")
	}
	want(t, s, "b", "first", "v")
	put(t, s, "b", "first", "w", later())
	want(t, s, "b", "first", "w")
}
