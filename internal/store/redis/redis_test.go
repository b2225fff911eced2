package redis_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"quotewire/internal/store/redis"
	"quotewire/internal/store/redis/redistest"
)

func open(t testing.TB, o redis.Options) *redis.Store {
	t.Helper()
	s, err := redis.New(o)
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

// want fails unless key has value, "" for none.
func want(t testing.TB, s *redis.Store, bucket, key, value string) {
	t.Helper()
	got, err := s.Get(t.Context(), bucket, key)
	if err != nil || string(got) != value || (got == nil) != (value == "") {
		t.Errorf("%s of %s: %q, %v; want %q", key, bucket, got, err, value)
	}
}

func put(t testing.TB, s *redis.Store, bucket, key, value string, until time.Time) {
	t.Helper()
	if err := s.Put(t.Context(), bucket, key, []byte(value), until); err != nil {
		t.Fatal(err)
	}
}

func later() time.Time { return time.Now().Add(time.Hour) }

// raw asks a server in its own words, and gives the first line of its answer.
func raw(t testing.TB, addr, command string) string {
	t.Helper()
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }() // nothing is written any more
	if _, err := fmt.Fprintf(c, "%s\r\n", command); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(c).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(line)
}

// Two processes share what either puts, over TCP and a Unix socket.
func TestValuesAreShared(t *testing.T) {
	server := redistest.Start(t)
	one, other := open(t, redis.Options{URL: server.URL()}), open(t, redis.Options{URL: "unix://" + server.Socket + "?db=0"})
	want(t, one, "a", "k", "")
	put(t, one, "a", "k", "v1", later())
	put(t, other, "a", "k", "v\x00\r\n2", later())
	put(t, other, "b", "k", "w", later())
	want(t, one, "a", "k", "v\x00\r\n2")
	want(t, one, "b", "k", "w")
	put(t, one, "a", "over", "v", time.Now().Add(-time.Second))
	want(t, one, "a", "over", "")
	put(t, one, "a", "nothing", "", later())
	if got, err := one.Get(t.Context(), "a", "nothing"); err != nil || got == nil || len(got) > 0 {
		t.Errorf("an empty value: %v, %v", got, err)
	}
	var all sync.WaitGroup
	for i := range 50 {
		all.Go(func() {
			key := fmt.Sprint(i)
			put(t, one, "many", key, key, later())
			want(t, other, "many", key, key)
		})
	}
	all.Wait()
}

// Every key has its end, and all begin with the prefix.
func TestKeysExpire(t *testing.T) {
	server := redistest.Start(t)
	s := open(t, redis.Options{URL: server.URL()})
	put(t, s, "a", "hour", "v", later())
	if got := raw(t, server.Addr, "TTL quotewire:a:hour"); got != ":3600" && got != ":3599" {
		t.Errorf("the key lasts %s seconds", got)
	}
	put(t, s, "a", "soon", "v", time.Now().Add(200*time.Millisecond))
	for deadline := time.Now().Add(10 * time.Second); ; {
		got, err := s.Get(t.Context(), "a", "soon")
		if err != nil || time.Now().After(deadline) {
			t.Fatalf("%q, %v: it does not expire", got, err)
		}
		if got == nil {
			break
		}
	}
	if got := raw(t, server.Addr, "DBSIZE"); got != ":1" {
		t.Errorf("%s keys", got)
	}
}

func TestPassword(t *testing.T) {
	server := redistest.Start(t, "--requirepass", "geheim-1")
	put(t, open(t, redis.Options{URL: "redis://:geheim-1@" + server.Addr}), "a", "k", "v", later())
	for _, user := range []string{"", ":geheim-2@"} {
		err := open(t, redis.Options{URL: "redis://" + user + server.Addr}).Put(t.Context(), "a", "k", nil, later())
		if err == nil || strings.Contains(err.Error(), "geheim") || !strings.Contains(err.Error(), "the server answers ") {
			t.Errorf("%q: %v", user, err)
		}
	}
}

// A server that refuses is an error that holds its code and none of its words.
func TestServerThatRefuses(t *testing.T) {
	server := redistest.Start(t)
	s := open(t, redis.Options{URL: server.URL()})
	put(t, s, "a", "k", "v", later())
	raw(t, server.Addr, "CONFIG SET maxmemory 1")
	if err := s.Put(t.Context(), "a", "k", make([]byte, 1000), later()); err == nil || err.Error() != "put value: the server answers OOM" {
		t.Errorf("full: %v", err)
	}
	want(t, s, "a", "k", "v")
	raw(t, server.Addr, "LPUSH quotewire:a:list x")
	raw(t, server.Addr, "CONFIG SET maxmemory 0")
	raw(t, server.Addr, "LPUSH quotewire:a:list x")
	if _, err := s.Get(t.Context(), "a", "list"); err == nil || err.Error() != "get value: the server answers WRONGTYPE" {
		t.Errorf("%v", err)
	}
	raw(t, server.Addr, "REPLICAOF 127.0.0.1 1")
	if err := s.Put(t.Context(), "a", "k", nil, later()); err == nil || err.Error() != "put value: the server answers READONLY" {
		t.Errorf("read only: %v", err)
	}
}

// A server that dies, stalls or talks nonsense is an error within the timeout, and is
// used again when it is back.
func TestServerThatIsLost(t *testing.T) {
	server := redistest.Start(t)
	s := open(t, redis.Options{URL: server.URL()})
	put(t, s, "a", "k", "v", later())
	server.Kill()
	for range 3 {
		if _, err := s.Get(t.Context(), "a", "k"); err == nil {
			t.Error("a dead server answers")
		}
		if err := s.Put(t.Context(), "a", "k", nil, later()); err == nil {
			t.Error("a dead server takes a value")
		}
	}
	server.Restart()
	put(t, s, "a", "k", "w", later())
	want(t, s, "a", "k", "w")
}

// speaks is a server that answers all that it is asked with text.
func speaks(t *testing.T, text string) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var open sync.WaitGroup
	t.Cleanup(open.Wait)
	t.Cleanup(func() { _ = l.Close() })
	open.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			open.Go(func() {
				defer func() { _ = c.Close() }() // whether it was closed is the client's
				for b := make([]byte, 1000); ; {
					if _, err := c.Read(b); err != nil {
						return
					}
					_, _ = fmt.Fprint(c, text) // it may have left
				}
			})
		}
	})
	return "redis://" + l.Addr().String()
}

func TestServerThatIsNone(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"silence":    {"", "i/o timeout"},
		"another":    {"HTTP/1.1 400 my secret\r\n\r\n", "cannot be read"},
		"its error":  {"-ERR you said my secret\r\n", "the server answers an error"},
		"other code": {"-SECRET my secret\r\n", "the server answers an error"},
	} {
		s := open(t, redis.Options{URL: speaks(t, c.text), Timeout: 200 * time.Millisecond})
		_, err := s.Get(t.Context(), "a", "k")
		if err == nil || strings.Contains(strings.ToLower(err.Error()), "secret") || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
	s := open(t, redis.Options{URL: speaks(t, "")})
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	began := time.Now()
	if err := s.Put(ctx, "a", "k", nil, later()); err == nil || time.Since(began) > 900*time.Millisecond {
		t.Errorf("%v after %v: its caller's end does not end it", err, time.Since(began))
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

func TestURLs(t *testing.T) {
	for _, url := range []string{"redis://h", "redis://u:p@h:6379/3", "rediss://h:1", "unix:///run/redis.sock", "unix://u:p@/run/redis.sock?db=2"} {
		if err := redis.CheckURL(url); err != nil {
			t.Errorf("%s: %v", url, err)
		}
	}
	for _, url := range []string{"", "h:6379", "http://h", "redis://u:secret@h/x", "redis://u:secret@h:port", "redis://u:secret%zz@h", "redis://u:secret@h/?nosuch=1", "unix://"} {
		err := redis.CheckURL(url)
		if !errors.Is(err, redis.ErrURL) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v", url, err)
		}
		if _, err := redis.New(redis.Options{URL: url}); !errors.Is(err, redis.ErrURL) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v", url, err)
		}
	}
	if _, err := redis.New(redis.Options{URL: "redis://h", Timeout: -1}); err == nil {
		t.Error("a timeout under 0")
	}
}
