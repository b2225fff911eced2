package scrape

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// A folder goes although a browser's child still writes to it for a while.
func TestFolderGoesUnderAWriter(t *testing.T) {
	f, err := makeFolder(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for end := time.Now().Add(200 * time.Millisecond); time.Now().Before(end); {
			late := filepath.Join(f.path, "tmp", "profile")
			_ = os.Mkdir(filepath.Dir(late), 0o700) // as long as there is where to
			_ = os.WriteFile(late, nil, 0o600)
		}
	}()
	err = f.remove()
	<-done
	if err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(f.path); !os.IsNotExist(err) {
		t.Errorf("the folder is left: %v", err)
	}
}
