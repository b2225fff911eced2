package scrape

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/temoto/robotstxt"

	"quotewire/internal/cache"
)

const (
	maxRobots      = 512 << 10
	robotsTimeout  = 4 * time.Second
	robotsTTL      = time.Hour
	robotsRetry    = time.Minute // when the last answer was a failure
	robotsProgram  = "quotewire"
	maxRobotsSites = 500
)

// robots knows what sites ask of programs.
type robots struct {
	fetch func(context.Context, *url.URL) (*answer, error)
	rules *cache.Cache[rules]
}

// rules are those of one site. An unreachable robots.txt forbids everything, as
// RFC 9309 says.
type rules struct {
	group       *robotstxt.Group
	size        int
	unreachable bool
}

func newRobots(reg Registerer, fetch func(context.Context, *url.URL) (*answer, error)) (*robots, error) {
	kept, err := cache.New(cache.Options[rules]{
		Name:    "robots",
		Entries: maxRobotsSites,
		Bytes:   8 << 20,
		// What is parsed weighs several times its text.
		Cost: func(key string, r rules) int64 { return int64(len(key)+8*r.size) + 512 },
		TTL: func(r rules) time.Duration {
			if r.unreachable {
				return robotsRetry
			}
			return robotsTTL
		},
		LoadTimeout: robotsTimeout + time.Second,
		Registerer:  reg,
	})
	return &robots{fetch: fetch, rules: kept}, err
}

// check is ErrRobots when the site of u asks us not to read it.
func (r *robots) check(ctx context.Context, u *url.URL) error {
	site := url.URL{Scheme: u.Scheme, Host: u.Host, Path: "/robots.txt"}
	item, err := r.rules.Get(ctx, site.String(), func(ctx context.Context) (rules, error) { return r.load(ctx, &site) })
	if err != nil {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		return err
	}
	if item.Value.unreachable {
		return wrap(ErrRobots, "its robots.txt is not available, which counts as a no")
	}
	path := cmp.Or(u.EscapedPath(), "/")
	if u.RawQuery != "" {
		path += "?" + u.RawQuery
	}
	if !item.Value.group.Test(path) {
		return ErrRobots
	}
	return nil
}

func (r *robots) load(ctx context.Context, site *url.URL) (rules, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, robotsTimeout, errTimeout)
	defer cancel()
	status, body := http.StatusOK, []byte(nil)
	a, err := r.fetch(ctx, site)
	switch {
	case err == nil:
		body = a.body
		a.release()
	case errors.Is(err, ErrForbidden), errors.Is(err, ErrURL), errors.Is(err, ErrBusy):
		return rules{}, err
	case errors.Is(err, ErrNotFound), errors.Is(err, ErrBlocked), errors.Is(err, ErrEmpty), errors.Is(err, ErrUnsupported):
		status = http.StatusNotFound
	case ctx.Err() != nil && !errors.Is(context.Cause(ctx), errTimeout):
		return rules{}, context.Cause(ctx)
	default:
		return rules{unreachable: true}, nil
	}
	data, err := robotstxt.FromStatusAndBytes(status, body)
	if err != nil {
		// It is not the site's wish that we cannot read it.
		data, _ = robotstxt.FromStatusAndBytes(http.StatusNotFound, nil)
	}
	return rules{group: data.FindGroup(robotsProgram), size: len(body)}, nil
}

func (r *robots) close() { r.rules.Close() }
