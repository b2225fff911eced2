package scrape

import (
	"context"
	"net/url"
	"time"

	"quotewire/internal/extract"
)

// visit is one page in one browser. It runs on a goroutine of its own, because
// no call to the driver is sure to return.
type visit struct {
	pool   *pool
	engine *engine
	url    *url.URL
	out    chan outcome
}

type outcome struct {
	response extract.Response
	err      error
}

// run gives the outcome as soon as there is one, and then makes room.
func (v *visit) run(ctx context.Context) {
	p, e := v.pool, v.engine
	defer p.release(e)
	t, o := v.read(ctx)
	v.out <- o
	impatient := time.AfterFunc(grace, func() { p.end(e, "stuck") })
	defer impatient.Stop()
	if t != nil {
		t.close()
	}
	impatient.Reset(pulse)
	v.afterwards()
}

func (v *visit) read(ctx context.Context) (t *tab, o outcome) {
	defer contain(&o.err)
	if t, o.err = v.tab(ctx); o.err != nil {
		v.pool.end(v.engine, "stuck")
		return t, o
	}
	o.response, o.err = t.read(ctx, v.url, v.pool.opts.MaxBody)
	if ctx.Err() == nil && gone(o.err) {
		v.pool.end(v.engine, "died")
	}
	return t, o
}

// tab is a blank one, of a browser that has just shown that it is alive: one
// that was stopped would else be found out by the page's timeout only.
func (v *visit) tab(ctx context.Context) (t *tab, err error) {
	stuck := time.AfterFunc(pulse, func() { v.pool.end(v.engine, "stuck") })
	defer stuck.Stop()
	select {
	case t = <-v.engine.ready:
		return t, t.alive()
	default:
		return openTab(v.engine, v.pool.opts.UserAgent, v.pool.metrics)
	}
}

// afterwards renews the browser when it has served enough, else makes the next
// page's tab ready.
func (v *visit) afterwards() {
	p, e := v.pool, v.engine
	b := p.opts.Browser
	if e.uses.Load() >= int64(b.MaxPages) || e.memory() > b.MaxMemory {
		p.retire(e, "recycled")
	}
	if e.retired.Load() || p.ctx.Err() != nil || len(e.ready) == cap(e.ready) {
		return
	}
	t, err := openTab(e, p.opts.UserAgent, p.metrics)
	if err != nil {
		return // the next page will see
	}
	select {
	case e.ready <- t:
	default:
		t.close()
	}
}
