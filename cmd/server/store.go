package main

import (
	"fmt"

	"quotewire/internal/market"
	"quotewire/internal/store/bolt"
	"quotewire/internal/store/redis"
)

// store is what outlives the process, nil where nothing does. What uses it is built, and
// so closed, after it.
func (a *app) store(cfg config) (market.Store, error) {
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
