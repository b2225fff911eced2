package main

import (
	"fmt"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"quotewire/internal/llm"
)

func (a *app) model(world outside, cfg config, reg *prometheus.Registry) (*llm.Client, error) {
	options := llm.Options{
		BaseURL: world.modelURL, APIKey: string(world.key), FallbackModel: world.fallback,
		FirstByteTimeout: time.Duration(cfg.FirstByteTimeout), IdleTimeout: time.Duration(cfg.IdleTimeout),
		Window: int(cfg.Window), Logger: a.log, Registerer: reg,
	}
	for _, name := range []string{cfg.PlanModel, cfg.WriteModel} {
		if name != "" {
			options.Others = append(options.Others, name)
		}
	}
	if len(world.models) > 0 {
		options.Model, options.Fallbacks = world.models[0], world.models[1:]
	}
	client, err := llm.New(options)
	if err != nil {
		return nil, fmt.Errorf("build model client: %w", err)
	}
	a.owns("model client", func() error { client.Close(); return nil })
	return client, nil
}

// maxAnswer is how long an answer may take: longer where the model server may have
// to load the model first.
func (c config) maxAnswer(loads bool) time.Duration {
	switch {
	case c.MaxAnswer > 0:
		return time.Duration(c.MaxAnswer)
	case loads && !c.demo():
		return 15 * time.Minute
	}
	return 5 * time.Minute
}
