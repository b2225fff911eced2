package main

import (
	"fmt"

	"github.com/prometheus/client_golang/prometheus"

	"quotewire/internal/store"
	"quotewire/internal/store/bolt"
	"quotewire/internal/store/redis"
)

// store writes and reads what outlives the process, nil where nothing does. What uses it is
// built, and so closed, after it.
func (a *app) store(cfg config, reg *prometheus.Registry) (*store.Client, error) {
	place, err := a.place(cfg)
	if place == nil || err != nil {
		return nil, err
	}
	c := store.NewClient(place, a.log, reg)
	a.owns("writing to the store", func() error { c.Close(); return nil })
	return c, nil
}

// place is where that is.
func (a *app) place(cfg config) (store.Store, error) {
	switch {
	case cfg.Data != "":
		file, err := bolt.Open(bolt.Options{Folder: cfg.Data, Now: a.now})
		if err != nil {
			return nil, fmt.Errorf("QUOTEWIRE_DATA: %w", err)
		}
		a.owns("store", file.Close)
		return file, nil
	case cfg.RedisURL != "":
		server, err := redis.New(redis.Options{URL: string(cfg.RedisURL), Now: a.now})
		if err != nil {
			return nil, fmt.Errorf("QUOTEWIRE_REDIS_URL: %w", err)
		}
		a.owns("store", server.Close)
		return server, nil
	}
	return nil, nil
}
