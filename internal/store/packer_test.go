package store

import (
	"bytes"
	"reflect"
	"strings"
	"testing"
	"time"
)

// figure shows no field: a leaf.
type figure struct{ v float64 }

type row struct {
	Name string
	At   time.Time
	V    figure
}

// answer holds one of each kind that is written.
type answer struct {
	Row    row
	Next   *row
	Rows   []*row
	By     map[string]row
	Count  int
	Took   time.Duration
	Price  float64
	Closed bool
}

func figures() leaves {
	return leaves{LeafOf("figure", func(b []byte, f *figure) []byte {
		if f.v == 0 {
			return append(b, 0)
		}
		return AppendFloat(append(b, 1), f.v)
	}, func(r *Reader, f *figure) {
		if r.Flag() {
			f.v = r.Float()
		}
	})}
}

func full() *answer {
	one := row{"text ü", time.Unix(1e9, 7).UTC(), figure{-1.5}}
	return &answer{one, &one, []*row{&one, nil, {}}, map[string]row{"a": one, "": {}}, -40, time.Hour, 1.0 / 3, true}
}

func packerOf[V any](t testing.TB) Packer {
	t.Helper()
	p, err := NewPacker(reflect.TypeFor[V](), figures()...)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// All fields come back, as do an answer that is empty and the difference between an empty
// list and none.
func TestPackedComesBackWhole(t *testing.T) {
	p, at := packerOf[answer](t), time.Unix(2e9, 5)
	for name, v := range map[string]*answer{"full": full(), "empty": {}, "with empty lists": {Rows: []*row{}, By: map[string]row{}}} {
		got, loaded, ok := p.Unpack(p.Pack(v, at))
		if !ok || !reflect.DeepEqual(got, v) || !loaded.Equal(at) {
			t.Errorf("%s: comes back as another\n%+v\n%+v of %v, %v", name, v, got, loaded, ok)
		}
	}
}

// A value takes no less than its codec says: by that lengths are judged.
func TestLeastBytes(t *testing.T) {
	c := packerOf[answer](t).codec
	if b := c.put(nil, reflect.ValueOf(&answer{}).Elem()); len(b) < c.least {
		t.Errorf("%d bytes, which is less than the least, %d", len(b), c.least)
	}
}

// A type of which something would be lost has no packer.
func TestTypesThatCannotBeKept(t *testing.T) {
	type list struct{ Next []*list }
	for want, typ := range map[string]reflect.Type{
		"field hidden cannot be kept": reflect.TypeFor[struct{ hidden int }](),
		"field Err of":                reflect.TypeFor[struct{ Err error }](),
		"field v cannot be kept":      reflect.TypeFor[map[string]figure](), // without its leaf
		"more than 12 deep":           reflect.TypeFor[list](),
		"cannot be kept":              reflect.TypeFor[func()](),
	} {
		if _, err := NewPacker(typ); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", typ, err, want)
		}
	}
}

// What another version wrote, and what is damaged, is none.
func TestUnpackRefuses(t *testing.T) {
	p := packerOf[answer](t)
	good := p.Pack(full(), time.Unix(2e9, 5))
	for i := range good {
		bad := bytes.Clone(good)
		bad[i] ^= 4
		if got, _, ok := p.Unpack(bad); ok {
			t.Errorf("byte %d is another: %+v", i, got)
		}
		if _, _, ok := p.Unpack(good[:i]); ok {
			t.Errorf("cut at %d", i)
		}
	}
	if _, _, ok := p.Unpack(append(bytes.Clone(good), 0)); ok {
		t.Error("with a byte more")
	}
	if _, _, ok := packerOf[row](t).Unpack(good); ok {
		t.Error("bytes of one type are read as those of another")
	}
}

// A list that says to be longer than its bytes takes no memory.
func TestLengthThatLies(t *testing.T) {
	r := Reader{rest: append([]byte{0xff, 0xff, 0xff, 0xff, 0x7f}, make([]byte, 100)...)}
	var rows []row
	packerOf[[]row](t).codec.get(&r, reflect.ValueOf(&rows).Elem())
	if !r.failed || rows != nil {
		t.Errorf("%d rows, failed %v", len(rows), r.failed)
	}
}

// Whatever the bytes are, reading them ends, and what they are read as is written and
// read alike.
func FuzzUnpack(f *testing.F) {
	// One pair: maps have no order.
	c := packerOf[answer](f).codec
	one := full()
	delete(one.By, "")
	f.Add(c.put(nil, reflect.ValueOf(one).Elem()))
	f.Add(c.put(nil, reflect.ValueOf(&answer{}).Elem()))
	read := func(b []byte) (*answer, bool) {
		v, r := new(answer), Reader{rest: b}
		c.get(&r, reflect.ValueOf(v).Elem())
		return v, !r.failed
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		v, ok := read(b)
		if !ok || len(v.By) > 1 {
			return
		}
		once := c.put(nil, reflect.ValueOf(v).Elem())
		again, ok := read(once)
		if !ok || !bytes.Equal(once, c.put(nil, reflect.ValueOf(again).Elem())) {
			t.Errorf("%x is read as %+v, and that as %+v", b, v, again)
		}
	})
}
