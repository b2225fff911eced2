// Package redis keeps bytes in a Redis or Valkey that several processes share. It
// reaches for the server with the first value, so that a server that is away keeps
// nobody from starting. It is safe for concurrent use.
package redis

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

// Prefix begins all keys.
const Prefix = "quotewire:"

// ErrURL is a text that is no URL of a server.
var ErrURL = errors.New("not the URL of a Redis: want redis://, rediss:// or unix://")

// Options say which server is asked.
type Options struct {
	// URL is as redis://user:password@host:6379/0, rediss:// for TLS, or
	// unix:///path?db=0. It is never told to anybody.
	URL string
	// Timeout bounds each operation, and its connection: 1 second.
	Timeout time.Duration
	// Now is the clock by which values expire: time.Now.
	Now func() time.Time
}

// CheckURL says whether a URL is one of a server. Its error wraps ErrURL and holds
// nothing of the URL, which may have a password in it.
func CheckURL(url string) error {
	if o, err := redis.ParseURL(url); err != nil || o.Addr == "" {
		return ErrURL
	}
	return nil
}

// Store is one server.
type Store struct {
	client  *redis.Client
	timeout time.Duration
	now     func() time.Time
}

// New makes a Store. The caller must Close it.
func New(o Options) (*Store, error) {
	if err := CheckURL(o.URL); err != nil {
		return nil, fmt.Errorf("redis: Options.URL: %w", err)
	}
	if o.Timeout < 0 {
		return nil, fmt.Errorf("redis: Options.Timeout must not be negative, is %v", o.Timeout)
	}
	o.Timeout = cmp.Or(o.Timeout, time.Second)
	if o.Now == nil {
		o.Now = time.Now
	}
	c, err := redis.ParseURL(o.URL)
	if err != nil {
		return nil, fmt.Errorf("redis: Options.URL: %w", ErrURL)
	}
	c.DialTimeout, c.ReadTimeout, c.WriteTimeout, c.PoolTimeout = o.Timeout, o.Timeout, o.Timeout, o.Timeout
	c.ContextTimeoutEnabled = true
	// One try: who asks decides what a failure costs. By default it would be several
	// with pauses, which take seconds.
	c.MaxRetries, c.DialerRetries = -1, 1
	c.PoolSize = cmp.Or(c.PoolSize, 16)
	c.Protocol = 2 // all servers know it, without a question before
	c.DisableIdentity = true
	c.MaintNotificationsConfig = &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
	// The library would write to the standard error what each call returns as well.
	redis.SetLogger(silent{})
	return &Store{client: redis.NewClient(c), timeout: o.Timeout, now: o.Now}, nil
}

// silent is a log that nobody reads.
type silent struct{}

func (silent) Printf(context.Context, string, ...any) {}

// Put keeps value under key in bucket until a moment, in the place of an older one. What
// is over already is not kept.
func (s *Store) Put(ctx context.Context, bucket, key string, value []byte, until time.Time) error {
	ctx, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	lasts := until.Sub(s.now())
	if lasts < time.Millisecond {
		return nil
	}
	if err := s.client.Set(ctx, name(bucket, key), value, lasts).Err(); err != nil {
		return fmt.Errorf("put value: %w", told(err))
	}
	return nil
}

// Get is what was put under key in bucket, nil for nothing and for what is over.
func (s *Store) Get(ctx context.Context, bucket, key string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	value, err := s.client.Get(ctx, name(bucket, key)).Bytes()
	switch {
	case errors.Is(err, redis.Nil):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("get value: %w", told(err))
	}
	return value, nil
}

// Close closes all connections. What is asked of the Store after it is an error. It may
// be called more than once.
func (s *Store) Close() error {
	if err := s.client.Close(); err != nil && !errors.Is(err, redis.ErrClosed) {
		return fmt.Errorf("close connections: %w", err)
	}
	return nil
}

func name(bucket, key string) string { return Prefix + bucket + ":" + key }
