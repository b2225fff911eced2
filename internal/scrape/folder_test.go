package scrape

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

// writeInto is what the children of a killed browser do to its folder, for a
// while. It returns at once; wait is for its end.
func writeInto(t *testing.T, f *folder, d time.Duration) (wait func()) {
	t.Helper()
	profile := filepath.Join(f.path, "tmp")
	if err := os.Mkdir(profile, 0o700); err != nil {
		t.Fatal(err)
	}
	end := time.Now().Add(d)
	var wg sync.WaitGroup
	for w := range 4 {
		wg.Go(func() {
			for i := 0; time.Now().Before(end); i++ {
				_ = os.Mkdir(profile, 0o700) // as long as there is where to
				_ = os.WriteFile(filepath.Join(profile, fmt.Sprintf("%d-%d", w, i)), nil, 0o600)
			}
		})
	}
	time.Sleep(10 * time.Millisecond) // there is something to remove
	return wg.Wait
}

func vanished(path string) bool {
	_, err := os.Stat(path)
	return errors.Is(err, fs.ErrNotExist)
}

// A folder goes although a browser's child still writes to it for a while.
func TestFolderGoesUnderAWriter(t *testing.T) {
	f, err := makeFolder(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	wait := writeInto(t, f, 200*time.Millisecond)
	err = f.remove()
	wait()
	if err != nil || !vanished(f.path) {
		t.Errorf("the folder is left: %v", err)
	}
}

// What a killed process left goes with the next start, also when it was killed
// while it made or removed its folder; what is in use or in the making stays.
func TestSweep(t *testing.T) {
	parent := t.TempDir()
	used, err := makeFolder(parent)
	if err != nil {
		t.Fatal(err)
	}
	left, err := makeFolder(parent)
	if err != nil {
		t.Fatal(err)
	}
	if err := left.lock.Close(); err != nil {
		t.Fatal(err)
	}
	lockless := func(age time.Duration) string {
		path, err := os.MkdirTemp(parent, folderPrefix)
		if err == nil {
			err = os.Chtimes(path, time.Time{}, time.Now().Add(-age))
		}
		if err != nil {
			t.Fatal(err)
		}
		return path
	}
	old, making := lockless(time.Hour), lockless(0)
	sweep(parent)
	for path, want := range map[string]bool{used.path: false, left.path: true, old: true, making: false} {
		if vanished(path) != want {
			t.Errorf("%s: gone %v, want %v", path, !want, want)
		}
	}
	if err := used.remove(); err != nil || !vanished(used.path) {
		t.Errorf("the folder in use: %v", err)
	}
}

// What was written can be run at once, whatever is started beside it.
func TestDriverIsRunWhileOthersStart(t *testing.T) {
	source := t.TempDir()
	if err := os.MkdirAll(filepath.Join(source, "package"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(source, "package", "cli.js"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	var others sync.WaitGroup
	defer others.Wait()
	defer stop()
	for range 4 {
		others.Go(func() {
			for ctx.Err() == nil {
				_ = exec.CommandContext(ctx, "true").Run() // it matters only that it starts
			}
		})
	}
	for range 200 {
		f := &folder{path: t.TempDir()}
		driver, err := f.layDriver(Browser{Driver: source, Node: "true"})
		if err != nil {
			t.Fatal(err)
		}
		if err := exec.CommandContext(t.Context(), filepath.Join(driver, "node")).Run(); err != nil {
			t.Fatal(err)
		}
	}
}
