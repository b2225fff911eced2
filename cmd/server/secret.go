package main

import (
	"fmt"
	"log/slog"
	"strings"

	"quotewire/internal/store/redis"
)

// secret is shown nowhere.
type secret string

func (s *secret) UnmarshalText(text []byte) error {
	*s = secret(strings.TrimSpace(string(text)))
	return nil
}

func (s secret) String() string {
	if s == "" {
		return ""
	}
	return "[set]"
}

func (s secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// redisURL is a secret: it may hold a password.
type redisURL secret

func (r *redisURL) UnmarshalText(text []byte) error {
	url := strings.TrimSpace(string(text))
	if redis.CheckURL(url) != nil {
		return errValue
	}
	*r = redisURL(url)
	return nil
}

func (r redisURL) String() string       { return secret(r).String() }
func (r redisURL) LogValue() slog.Value { return secret(r).LogValue() }

// secrets are a list that is shown nowhere.
type secrets []string

func (s *secrets) UnmarshalText(text []byte) error {
	*s = split(text)
	for _, key := range *s {
		if strings.ContainsAny(key, " \t\r\n") {
			return errValue // a header cannot carry it
		}
	}
	return nil
}

func (s secrets) String() string       { return fmt.Sprintf("[%d set]", len(s)) }
func (s secrets) LogValue() slog.Value { return slog.StringValue(s.String()) }
