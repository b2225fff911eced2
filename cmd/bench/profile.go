package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
)

// profile saves a CPU profile of what a server does in the next seconds, if profiles are wanted. go tool pprof merges
// those of all passes and rounds.
func (st *stage) profile(ctx context.Context, t *target, name, pass string) error {
	if st.profiles == "" || name == "" {
		return nil
	}
	seconds := 1
	if name == "paced" {
		seconds = 6
	}
	return st.saveProfile(ctx, t, fmt.Sprintf("profile?seconds=%d", seconds), name+"-"+pass+".pprof")
}

// saveIdle saves what a server full of idle streams holds, if profiles are wanted.
func (st *stage) saveIdle(ctx context.Context, t *target) error {
	if st.profiles == "" {
		return nil
	}
	for name, query := range map[string]string{"heap.pprof": "heap", "heap.txt": "heap?debug=1", "goroutine.txt": "goroutine?debug=1"} {
		if err := st.saveProfile(ctx, t, query, "idle-"+name); err != nil {
			return err
		}
	}
	return nil
}

func (st *stage) saveProfile(ctx context.Context, t *target, query, name string) error {
	data, err := fetch(ctx, t.admin+"/debug/pprof/"+query)
	if err != nil {
		return fmt.Errorf("take profile: %w", err)
	}
	if err := os.WriteFile(filepath.Join(st.profiles, t.name+"-"+name), data, 0o644); err != nil {
		return fmt.Errorf("save profile: %w", err)
	}
	return nil
}
