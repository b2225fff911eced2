package bolt_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"quotewire/internal/store/bolt"
)

func open(t testing.TB, o bolt.Options) *bolt.Store {
	t.Helper()
	s, err := bolt.Open(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func put(t testing.TB, s *bolt.Store, bucket, key, value string, until time.Time) {
	t.Helper()
	if err := s.Put(t.Context(), bucket, key, []byte(value), until); err != nil {
		t.Fatal(err)
	}
}

// want fails unless key has value, "" for none.
func want(t testing.TB, s *bolt.Store, bucket, key, value string) {
	t.Helper()
	got, err := s.Get(t.Context(), bucket, key)
	if err != nil || string(got) != value || (got == nil) != (value == "") {
		t.Errorf("%s of %s: %q, %v; want %q", key, bucket, got, err, value)
	}
}

func later() time.Time { return time.Now().Add(time.Hour) }

func TestValuesOutliveTheStore(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "made", "here")
	s := open(t, bolt.Options{Folder: folder})
	want(t, s, "a", "k", "")
	put(t, s, "a", "k", "v1", later())
	put(t, s, "a", "k", "v2", later())
	put(t, s, "b", "k", "other", later())
	want(t, s, "a", "k", "v2")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.Put(t.Context(), "a", "k", nil, later()); err == nil {
		t.Error("a closed store takes a value")
	}
	if _, err := s.Get(t.Context(), "a", "k"); err == nil {
		t.Error("a closed store has a value")
	}
	again := open(t, bolt.Options{Folder: folder})
	want(t, again, "a", "k", "v2")
	want(t, again, "b", "k", "other")
	want(t, again, "c", "k", "")
	for name, mode := range map[string]os.FileMode{folder: os.ModeDir | 0o700, filepath.Join(folder, bolt.FileName): 0o600} {
		if info, err := os.Stat(name); err != nil || info.Mode() != mode {
			t.Errorf("%s: %v, %v; want %v", name, info.Mode(), err, mode)
		}
	}
}

func TestValuesExpire(t *testing.T) {
	folder := t.TempDir()
	now := time.Now()
	clock := func() time.Time { return now }
	s := open(t, bolt.Options{Folder: folder, Now: clock})
	put(t, s, "a", "short", "v", now.Add(time.Minute))
	put(t, s, "a", "long", "v", now.Add(time.Hour))
	now = now.Add(time.Minute)
	want(t, s, "a", "short", "")
	want(t, s, "a", "long", "v")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	now = now.Add(-time.Minute) // a clock that steps back shows whether the value is still there
	s = open(t, bolt.Options{Folder: folder, Now: func() time.Time { return now.Add(time.Minute) }})
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, bolt.Options{Folder: folder, Now: clock})
	want(t, s, "a", "short", "") // opening dropped it
	want(t, s, "a", "long", "v")
	put(t, s, "a", "newer", "v", now.Add(time.Hour))
	now = now.Add(time.Hour)
	put(t, s, "a", "newest", "v", now.Add(time.Hour))
	now = now.Add(-time.Hour)
	want(t, s, "a", "long", "") // writing dropped them
	want(t, s, "a", "newer", "")
	want(t, s, "a", "newest", "v")
}

// The oldest go first, by their last write, and each bucket has bounds of its own.
func TestBucketsAreBounded(t *testing.T) {
	folder := t.TempDir()
	s := open(t, bolt.Options{Folder: folder, Entries: 3, Bytes: 10_000})
	put(t, s, "other", "k", "v", later())
	for _, key := range []string{"a", "b", "c", "a", "d"} {
		put(t, s, "few", key, "v", later())
	}
	for key, value := range map[string]string{"a": "v", "b": "", "c": "v", "d": "v"} {
		want(t, s, "few", key, value)
	}
	large := strings.Repeat("x", 4900)
	put(t, s, "large", "a", large, later())
	put(t, s, "large", "b", large, later())
	put(t, s, "large", "a", large, later())
	want(t, s, "large", "b", large)
	put(t, s, "large", "c", "more than fits", later())
	put(t, s, "large", "d", strings.Repeat("x", 200), later())
	want(t, s, "large", "b", "")
	want(t, s, "large", "a", large)
	want(t, s, "other", "k", "v")
	if err := s.Put(t.Context(), "large", "huge", make([]byte, 10_000), later()); err == nil {
		t.Error("a value that is larger than a bucket is taken")
	}
	want(t, s, "large", "a", large)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, bolt.Options{Folder: folder, Entries: 1}) // less than there is
	want(t, s, "few", "a", "")
	want(t, s, "few", "d", "v")
	want(t, s, "large", "a", "")
	want(t, s, "large", "d", strings.Repeat("x", 200))
}

// A long run of writes of all sizes keeps the file at the size that its values need.
func TestFileDoesNotGrow(t *testing.T) {
	folder := t.TempDir()
	s := open(t, bolt.Options{Folder: folder, Entries: 50, Bytes: 200_000})
	var sizes []int64
	random := rand.New(rand.NewPCG(1, 2))
	for round := range 6 {
		var all sync.WaitGroup
		for i := range 200 {
			value := make([]byte, random.IntN(20_000))
			all.Go(func() {
				if err := s.Put(t.Context(), "b", fmt.Sprint(round*50+i), value, later()); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		info, err := os.Stat(filepath.Join(folder, bolt.FileName))
		if err != nil {
			t.Fatal(err)
		}
		sizes = append(sizes, info.Size())
	}
	if sizes[5] > 16<<20 {
		t.Errorf("sizes %v", sizes)
	}
}

// Writers at the same time all have what they wrote, whatever they share.
func TestManyWriters(t *testing.T) {
	s := open(t, bolt.Options{Folder: t.TempDir()})
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			for j := range 10 {
				key := fmt.Sprintf("%d of %d", j, i)
				put(t, s, "b", key, key, later())
				want(t, s, "b", key, key)
			}
		})
	}
	all.Wait()
}

// A key that cannot be does not spoil the writes beside it.
func TestValuesThatCannotBe(t *testing.T) {
	s := open(t, bolt.Options{Folder: t.TempDir()})
	for name, key := range map[string]string{"empty": "", "long": strings.Repeat("k", 40_000)} {
		if err := s.Put(t.Context(), "b", key, []byte("v"), later()); err == nil {
			t.Errorf("%s key: taken", name)
		}
	}
	put(t, s, "b", "k", "v", later())
	put(t, s, "b", "nothing", "", later())
	if got, err := s.Get(t.Context(), "b", "nothing"); err != nil || got == nil || len(got) > 0 {
		t.Errorf("an empty value: %v, %v", got, err)
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(errors.New("left"))
	_, gone := s.Get(ctx, "b", "k")
	if err := s.Put(ctx, "b", "k", nil, later()); err == nil || gone == nil || err.Error() != "left" || gone.Error() != "left" {
		t.Errorf("after its caller left: %v, %v", err, gone)
	}
	want(t, s, "b", "k", "v")
}

func TestFileInUse(t *testing.T) {
	folder := t.TempDir()
	s := open(t, bolt.Options{Folder: folder})
	_, err := bolt.Open(bolt.Options{Folder: folder, LockTimeout: 50 * time.Millisecond})
	if !errors.Is(err, bolt.ErrInUse) || !strings.Contains(err.Error(), "in use by another process") {
		t.Errorf("%v", err)
	}
	put(t, s, "b", "k", "v", later())
}

func TestFolderThatCannotBe(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	asFolder := t.TempDir()
	if err := os.Mkdir(filepath.Join(asFolder, bolt.FileName), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, folder := range []string{file, filepath.Join(file, "below"), "/proc/self", asFolder} {
		_, err := bolt.Open(bolt.Options{Folder: folder})
		if err == nil || errors.Is(err, bolt.ErrDamaged) || errors.Is(err, bolt.ErrInUse) {
			t.Errorf("%s: %v, want an error of the file system", folder, err)
		}
	}
	if _, err := bolt.Open(bolt.Options{Entries: -1}); err == nil || !strings.Contains(err.Error(), "Folder") || !strings.Contains(err.Error(), "Entries") {
		t.Errorf("%v", err)
	}
}
