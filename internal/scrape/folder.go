package scrape

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

const (
	driverVersion = "playwright-1.52.0"
	folderPrefix  = "quotewire-browser-"
	lockName      = "lock"

	locklessAge = time.Minute

	wipeTries = 20
	wipePause = 50 * time.Millisecond
)

// driverFolder is where the driver is: what was configured, else the first of
// the usual places that has it.
func (b Browser) driverFolder() (string, error) {
	places := []string{b.Driver}
	if b.Driver == "" {
		places = nil
		if home, err := os.UserCacheDir(); err == nil {
			places = append(places, filepath.Join(home, "quotewire", driverVersion))
		}
		places = append(places, filepath.Join("/usr/local/lib/quotewire", driverVersion))
	}
	for _, place := range places {
		if _, err := os.Stat(filepath.Join(place, "package", "cli.js")); err == nil {
			return filepath.Abs(place)
		}
	}
	return "", fmt.Errorf("no playwright-core 1.52.0 at %s", strings.Join(places, " or "))
}

// check is nil when all that the browser needs is there.
func (b Browser) check() error {
	if b.Off {
		return errors.New("it is switched off")
	}
	var faults []error
	if info, err := os.Stat(b.Executable); err != nil || info.IsDir() {
		faults = append(faults, fmt.Errorf("no Chromium headless shell at %s", b.Executable))
	}
	if _, err := b.driverFolder(); err != nil {
		faults = append(faults, err)
	}
	if _, err := exec.LookPath(b.Node); err != nil {
		faults = append(faults, fmt.Errorf("no Node.js at %s", b.Node))
	}
	return errors.Join(faults...)
}

// folder is a private folder of one engine: what node and Chromium write goes
// there and is gone with it. Its lock tells a folder in use from one whose
// process was killed.
type folder struct {
	path string
	lock *os.File
}

// makeFolder makes a folder under parent and removes those that nobody uses.
func makeFolder(parent string) (*folder, error) {
	parent = cmp.Or(parent, os.TempDir())
	sweep(parent)
	path, err := os.MkdirTemp(parent, folderPrefix)
	if err != nil {
		return nil, err
	}
	f := &folder{path: path}
	if f.lock, err = os.OpenFile(filepath.Join(path, lockName), os.O_CREATE|os.O_RDWR, 0o600); err == nil {
		err = syscall.Flock(int(f.lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	}
	if err != nil {
		_ = f.remove() // the first fault is the one to tell
		return nil, err
	}
	return f, nil
}

// sweep removes the folders that killed processes left.
func sweep(parent string) {
	folders, _ := filepath.Glob(filepath.Join(parent, folderPrefix+"*")) // its error is of the pattern
	for _, path := range folders {
		if abandoned(path) {
			_ = wipe(path) // the next start tries again
		}
	}
}

// abandoned reports whether nobody uses a folder: its lock is free, or it has had
// none for longer than the making of a folder takes.
func abandoned(path string) bool {
	lock, err := os.OpenFile(filepath.Join(path, lockName), os.O_RDWR, 0)
	if errors.Is(err, os.ErrNotExist) {
		info, err := os.Stat(path)
		return err == nil && time.Since(info.ModTime()) > locklessAge
	}
	if err != nil {
		return false // another user's
	}
	defer lock.Close()
	return syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil
}

// wipe removes a folder. It tries for a while: what a killed browser's children
// are about to write comes between.
func wipe(path string) (err error) {
	for range wipeTries {
		if err = os.RemoveAll(path); err == nil {
			return nil
		}
		time.Sleep(wipePause)
	}
	return err
}

func (f *folder) remove() error {
	err := wipe(f.path)
	if f.lock != nil {
		err = errors.Join(err, f.lock.Close())
	}
	return err
}

// processMemory is how much memory in KiB node, Chromium and each page's process
// may write to. A page's process begins with 150 to 210 MiB of it, most of which it
// never touches.
const processMemory = 400_000

// layDriver makes what playwright-go takes for the driver's folder: the driver
// itself and, in place of node, a program that becomes node with a limit of memory
// and an environment that has nothing of ours, least of all keys. Where memory runs
// out the kernel is to end it and Chromium, its child, before us: they are started
// anew.
func (f *folder) layDriver(b Browser) (driver string, err error) {
	source, err := b.driverFolder()
	if err != nil {
		return "", err
	}
	node, err := exec.LookPath(b.Node)
	if err != nil {
		return "", err
	}
	driver, temp := filepath.Join(f.path, "driver"), filepath.Join(f.path, "tmp")
	for _, dir := range []string{driver, temp} {
		if err := os.Mkdir(dir, 0o700); err != nil {
			return "", err
		}
	}
	if err := os.Symlink(filepath.Join(source, "package"), filepath.Join(driver, "package")); err != nil {
		return "", err
	}
	shim := fmt.Sprintf(`#!/bin/sh
echo $$ > %[1]s
{ echo 1000 > /proc/self/oom_score_adj; } 2>/dev/null
ulimit -d %[4]d
exec env -i PATH=/usr/bin:/bin HOME=%[2]s TMPDIR=%[2]s LANG=C.UTF-8 %[3]s --max-old-space-size=256 "$@" 2>/dev/null
`, quoted(f.pidFile()), quoted(temp), quoted(node), processMemory)
	return driver, writeProgram(filepath.Join(driver, "node"), shim)
}

// writeProgram writes a file that is run next. A process that is started meanwhile
// would hold it open for writing until it has become another program, and the
// system runs no file that is (ETXTBSY): none is started before it is closed.
func writeProgram(path, text string) error {
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	return os.WriteFile(path, []byte(text), 0o700)
}

func (f *folder) pidFile() string { return filepath.Join(f.path, "pid") }

// quoted is text as one word of the shell.
func quoted(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }
