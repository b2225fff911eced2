package fairqueue

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// load waits in a goroutine for work that others may join; its name is sent when it
// gets in.
func load(t *testing.T, q *Queue, client, name string, in chan<- string) (join func(context.Context), leave func()) {
	t.Helper()
	ctx, join := Share(of(client))
	left := make(chan struct{})
	go func() {
		out, err := q.Enter(ctx)
		if err != nil {
			t.Errorf("enter for %q: %v", client, err)
			return
		}
		in <- name
		<-left
		out()
	}()
	synctest.Wait()
	return join, func() { close(left); synctest.Wait() }
}

// What a client with many requests has asked for comes in the turn of another that
// wants it too, and never later than it would have.
func TestSharedWorkHasTheSoonestTurn(t *testing.T) {
	for _, c := range []struct{ joins, want string }{
		{"", "0,1,2,3,4,5"},
		{"5:one", "0,5,1,2,3,4"},
		{"5:one 4:one", "0,5,1,4,2,3"},
		{"5:many", "0,1,2,3,4,5"},
		{"5:one 5:two 5:one", "0,5,1,2,3,4"},
	} {
		t.Run(c.joins, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				q, in := New(1, 0), make(chan string, 20)
				first := enter(t, q, "")
				join, leave := map[string]func(context.Context){}, map[string]func(){}
				for i := range 6 {
					name := fmt.Sprint(i)
					join[name], leave[name] = load(t, q, "many", name, in)
				}
				for _, j := range strings.Fields(c.joins) {
					name, client, _ := strings.Cut(j, ":")
					join[name](of(client))
				}
				first()
				var order []string
				for range 6 {
					name := <-in
					order = append(order, name)
					leave[name]()
				}
				if got := strings.Join(order, ","); got != c.want {
					t.Errorf("order %s, want %s", got, c.want)
				}
				checkEmpty(t, q)
			})
		})
	}
}

// A client with many requests does not hold back what another has asked for by
// asking for it too.
func TestJoiningHoldsNothingBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q, in := New(1, 0), make(chan string, 20)
		first := enter(t, q, "")
		join, leave := load(t, q, "one", "its own", in)
		var others []func()
		for range 5 {
			others = append(others, line(t, q, "many", in))
		}
		join(of("many"))
		first()
		if got := <-in; got != "its own" {
			t.Errorf("%q is first", got)
		}
		leave()
		for _, other := range others {
			other()
		}
		checkEmpty(t, q)
	})
}

// Work that asks for a place later, or for several, does so for all who have joined.
func TestSharedWorkWaitsForAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q, in := New(1, 0), make(chan string, 20)
		first := enter(t, q, "")
		waiting := line(t, q, "many", in)
		ctx, join := Share(of("many"))
		join(of("one"))
		inner, _ := Share(ctx) // the load of a load
		go func() {
			if out, err := q.Enter(inner); err == nil {
				in <- "shared"
				out()
			}
		}()
		synctest.Wait()
		second := line(t, q, "many", in)
		first()
		waiting()
		second()
		close(in)
		var order []string
		for name := range in {
			order = append(order, name)
		}
		if got := strings.Join(order, ","); got != "many,shared,many" {
			t.Errorf("order %s", got)
		}
		checkEmpty(t, q)
	})
}

// Clients join, leave and give up at any time: no place is lost.
func TestCrowdOfShared(t *testing.T) {
	q := New(2, 30)
	var all sync.WaitGroup
	for i := range 40 {
		all.Go(func() {
			for range 50 {
				ctx, join := Share(of(fmt.Sprint(i % 3)))
				ctx, cancel := context.WithTimeout(ctx, rand.N(2*time.Millisecond))
				all.Go(func() { join(of(fmt.Sprint(i % 5))) })
				if out, err := q.Enter(ctx); err == nil {
					out()
				}
				cancel()
			}
		})
	}
	all.Wait()
	checkEmpty(t, q)
}
