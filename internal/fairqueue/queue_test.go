package fairqueue

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func of(client string) context.Context { return WithClient(context.Background(), client) }

// enter has a place, or the test fails.
func enter(t *testing.T, q *Queue, client string) (leave func()) {
	t.Helper()
	ctx, cancel := context.WithTimeout(of(client), 10*time.Second)
	defer cancel()
	leave, err := q.Enter(ctx)
	if err != nil {
		t.Fatalf("enter for %q: %v", client, err)
	}
	return leave
}

// line waits in a goroutine; names are sent in the order in which they get in.
func line(t *testing.T, q *Queue, client string, in chan<- string) (leave func()) {
	t.Helper()
	left := make(chan struct{})
	go func() {
		out, err := q.Enter(of(client))
		if err != nil {
			t.Errorf("enter for %q: %v", client, err)
			return
		}
		in <- client
		<-left
		out()
	}()
	synctest.Wait()
	return func() { close(left); synctest.Wait() }
}

// A queue that nobody is in has all its places, and knows few clients.
func checkEmpty(t *testing.T, q *Queue) {
	t.Helper()
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.inside != 0 || q.waiting != 0 || len(q.clients) > remembered || q.turns.Len() != 0 {
		t.Errorf("left behind: %d inside, %d waiting, %d clients, %d turns", q.inside, q.waiting, len(q.clients), q.turns.Len())
	}
	for name, c := range q.clients {
		if c.inside != 0 || c.waiting.Len() != 0 || c.used == 0 {
			t.Errorf("%q is known without a reason: %+v", name, c)
		}
	}
}

func TestOneClientHasHalf(t *testing.T) {
	for _, test := range []struct {
		places int
		client string
		want   int
	}{{1, "a", 1}, {2, "a", 1}, {3, "a", 1}, {4, "a", 2}, {9, "a", 4}, {4, "", 4}, {0, "a", 1}} {
		t.Run(fmt.Sprint(test), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				q, in := New(test.places, 0), make(chan string, 20)
				var leave []func()
				for range 12 {
					leave = append(leave, line(t, q, test.client, in))
				}
				if len(in) != test.want {
					t.Errorf("%d places of %d for one client, want %d", len(in), test.places, test.want)
				}
				for _, l := range leave {
					l()
				}
				if len(in) != 12 {
					t.Errorf("%d of 12 got in", len(in))
				}
				checkEmpty(t, q)
			})
		})
	}
}

func TestPlacesGoByTurnsOfClients(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q, in := New(1, 0), make(chan string, 20)
		first := enter(t, q, "a")
		leave := map[string][]func(){}
		for _, client := range strings.Split("a a a a b b c", " ") {
			leave[client] = append(leave[client], line(t, q, client, in))
		}
		leave[""] = append(leave[""], line(t, q, "", in))
		first()
		var order []string
		for range 8 {
			client := <-in
			order = append(order, client)
			leave[client][0]()
			leave[client] = leave[client][1:]
		}
		if got, want := strings.Join(order, ","), "b,c,,a,b,a,a,a"; got != want {
			t.Errorf("order %s, want %s", got, want)
		}
		checkEmpty(t, q)
	})
}

// One request of a client does not stand behind a thousand of another, whatever
// places there are.
func TestOneAmongThousandIsNext(t *testing.T) {
	for _, places := range []int{1, 2, 3, 4, 7} {
		synctest.Test(t, func(t *testing.T) {
			q, in := New(places, 0), make(chan string, 2000)
			var ours []func() // our own work fills what a client may not
			for range places - max(1, places/2) {
				ours = append(ours, enter(t, q, ""))
			}
			var many []func()
			for range 1000 {
				many = append(many, line(t, q, "many", in))
			}
			inside := len(in)
			for range inside {
				<-in
			}
			one := line(t, q, "one", in)
			if len(in) != 0 {
				t.Fatalf("%d places: somebody got in without a place", places)
			}
			many[0]()
			if got := <-in; got != "one" {
				t.Errorf("%d places: the next was %q", places, got)
			}
			one()
			for _, leave := range append(ours, many[1:]...) {
				leave()
			}
			checkEmpty(t, q)
		})
	}
}

// Who has used the places for long comes after who has not, until so much time has
// passed that it is as good as new.
func TestWhoHasUsedLessIsNext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q, in := New(1, 0), make(chan string, 20)
		use := func(client string, d time.Duration) {
			leave := enter(t, q, client)
			time.Sleep(d)
			leave()
		}
		order := func() (first, second string) {
			place := enter(t, q, "")
			heavy := line(t, q, "heavy", in)
			light := line(t, q, "light", in)
			place()
			if first = <-in; first == "heavy" {
				heavy()
				light()
			} else {
				light()
				heavy()
			}
			return first, <-in
		}
		use("heavy", 10*time.Second)
		use("light", time.Millisecond)
		if first, second := order(); first != "light" || second != "heavy" {
			t.Errorf("order %s, %s: who used less does not come first", first, second)
		}
		time.Sleep(100 * time.Second)
		if first, second := order(); first != "heavy" || second != "light" {
			t.Errorf("order %s, %s: who came first does not come first", first, second)
		}
		checkEmpty(t, q)
	})
}

// A flood of clients is forgotten, however long each was there.
func TestFewAreRemembered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := New(1, 0)
		for i := range 3 * remembered {
			leave := enter(t, q, fmt.Sprint(i))
			time.Sleep(time.Hour)
			leave()
		}
		checkEmpty(t, q)
	})
}

func TestRoomToWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q, in := New(2, 4), make(chan string, 20)
		var leave []func()
		add := func(client string) { leave = append(leave, line(t, q, client, in)) }
		full := func(client string, want error) {
			t.Helper()
			_, err := q.Enter(of(client))
			if !errors.Is(err, want) || errors.Is(err, errShare) != (want == errShare) {
				t.Errorf("enter for %q: %v, want %v", client, err, want)
			}
			if err != nil && strings.Contains(err.Error(), client) {
				t.Errorf("%q names its client", err)
			}
		}
		add("anna") // has its half
		add("bert")
		add("anna")
		add("anna")
		full("anna", errShare)
		add("bert")
		add("bert")
		full("carl", ErrFull)
		full("anna", ErrFull)
		for _, l := range leave {
			l()
		}
		checkEmpty(t, q)
	})
}

func TestEndedContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q, reason := New(1, 0), errors.New("closing time")
		ctx, cancel := context.WithCancelCause(of("a"))
		leave := enter(t, q, "b")
		failed := make(chan error, 1)
		go func() { _, err := q.Enter(ctx); failed <- err }()
		synctest.Wait()
		cancel(reason)
		if err := <-failed; !errors.Is(err, reason) {
			t.Errorf("a wait ended with %v, want %v", err, reason)
		}
		leave()
		if _, err := q.Enter(ctx); !errors.Is(err, reason) {
			t.Errorf("a free place with an ended context: %v, want %v", err, reason)
		}
		checkEmpty(t, q)
	})
}

func TestLeaveTwice(t *testing.T) {
	q := New(1, 0)
	first := enter(t, q, "a")
	first()
	second := enter(t, q, "b")
	first() // the place is b's now
	ctx, cancel := context.WithTimeout(of("c"), 20*time.Millisecond)
	defer cancel()
	if _, err := q.Enter(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a place that is taken was given: %v", err)
	}
	second()
	checkEmpty(t, q)
}

// Who is given a place while leaving passes it on: with one place, one leaver and
// one who waits behind, a lost place would leave the last waiting for ever.
func TestPlaceOfLeaverGoesOn(t *testing.T) {
	for range 2000 {
		q := New(1, 0)
		leave := enter(t, q, "a")
		ctx, cancel := context.WithCancel(of("b"))
		var all sync.WaitGroup
		all.Go(func() {
			if out, err := q.Enter(ctx); err == nil {
				out()
			}
		})
		all.Go(func() { enter(t, q, "c")() })
		all.Go(cancel)
		all.Go(leave)
		all.Wait()
		checkEmpty(t, q)
	}
}

// Many clients come, wait, give up and go: never more inside than there are places,
// never more of one client than its half, and in the end all are out.
func TestCrowd(t *testing.T) {
	for _, places := range []int{1, 3, 4, 8} {
		var (
			q      = New(places, 40)
			mu     sync.Mutex
			inside = map[string]int{}
			total  int
			all    sync.WaitGroup
		)
		count := func(client string, by int) {
			mu.Lock()
			defer mu.Unlock()
			inside[client] += by
			total += by
			if total > places || client != "" && inside[client] > max(1, places/2) {
				t.Errorf("%d places: %d inside, %d of them %q", places, total, inside[client], client)
			}
		}
		for i := range 60 {
			client := []string{"", "a", "b", "c", "c", "c"}[i%6]
			all.Go(func() {
				for range 50 {
					ctx, cancel := context.WithTimeout(of(client), rand.N(2*time.Millisecond))
					leave, err := q.Enter(ctx)
					if err == nil {
						count(client, 1)
						if rand.N(2) == 0 {
							<-ctx.Done()
						}
						count(client, -1)
						leave()
					} else if !errors.Is(err, ErrFull) && !errors.Is(err, context.DeadlineExceeded) {
						t.Errorf("enter: %v", err)
					}
					cancel()
				}
			})
		}
		all.Wait()
		checkEmpty(t, q)
	}
}

func TestClientOf(t *testing.T) {
	if got := ClientOf(context.Background()); got != "" {
		t.Errorf("the client of our own work is %q", got)
	}
	if got := ClientOf(context.WithoutCancel(of("a"))); got != "a" {
		t.Errorf("the client of a load that goes on is %q, want a", got)
	}
}
