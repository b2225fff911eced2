package market

import (
	"bytes"
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"
)

// packedTypes are the types of all answers that caches hold with an Origin.
func packedTypes(t testing.TB) (types []reflect.Type) {
	for f := range reflect.TypeFor[caches]().Fields() {
		get, ok := f.Type.MethodByName("Get")
		if !ok || !strings.Contains(f.Type.String(), "cache.Cache[*") || f.Name == "seconds" { // of which nothing is kept
			continue
		}
		value, _ := get.Type.Out(0).FieldByName("Value")
		types = append(types, value.Type.Elem())
	}
	if len(types) < 10 {
		t.Fatalf("only %v found: the caches are built otherwise than this test knows", types)
	}
	return types
}

// fill sets all that v holds to values of which each is another. It knows only what it
// can compare later.
func fill(t testing.TB, v reflect.Value, n *int) {
	*n++
	switch p := v.Addr().Interface().(type) {
	case *Number:
		*p = Num(float64(*n) + 0.25)
		return
	case *Symbol:
		*p = Symbol{fmt.Sprintf("S%d.L", *n)}
		return
	case *time.Time:
		*p = time.Unix(int64(*n)*1e6, int64(*n)).UTC()
		return
	case **time.Location:
		*p = new(zones).of("Europe/Vienna")
		return
	}
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(*n) - 40) // some are negative
	case reflect.Float64:
		v.SetFloat(-float64(*n) / 3)
	case reflect.String:
		v.SetString(fmt.Sprintf("text %d ü", *n))
	case reflect.Struct:
		for i := range v.NumField() {
			if !v.Type().Field(i).IsExported() {
				t.Fatalf("%s.%s: this test cannot set it, and neither can what reads it", v.Type(), v.Type().Field(i).Name)
			}
			fill(t, v.Field(i), n)
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(t, v.Elem(), n)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 3, 3))
		for i := range 2 { // the last one stays empty
			fill(t, v.Index(i), n)
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for range 2 {
			key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
			fill(t, key, n)
			fill(t, value, n)
			v.SetMapIndex(key, value)
		}
	default:
		t.Fatalf("%s: a kind that this test does not know", v.Type())
	}
}

// Every field of every answer comes back, as do an answer that is empty and the
// difference between an empty list and none.
func TestPackedAnswersComeBackWhole(t *testing.T) {
	for _, typ := range packedTypes(t) {
		f, err := codecOf(typ, 0)
		if err != nil {
			t.Errorf("%s: %v", typ, err)
			continue
		}
		full, lists, empty := reflect.New(typ).Elem(), reflect.New(typ).Elem(), reflect.New(typ).Elem()
		n := 0
		fill(t, full, &n)
		for i := range lists.NumField() {
			if field := lists.Field(i); field.Kind() == reflect.Slice {
				field.Set(reflect.MakeSlice(field.Type(), 0, 0))
			}
		}
		for name, v := range map[string]reflect.Value{"full": full, "with empty lists": lists, "empty": empty} {
			b := f.put(nil, v)
			if len(b) < f.least {
				t.Errorf("%s %s: %d bytes, which is less than the least, %d", typ, name, len(b), f.least)
			}
			r := packReader{rest: b, zones: new(zones)}
			got := reflect.New(typ).Elem()
			f.get(&r, got)
			if r.failed || len(r.rest) > 0 {
				t.Errorf("%s %s: failed %v, %d bytes left", typ, name, r.failed, len(r.rest))
			}
			if !reflect.DeepEqual(v.Interface(), got.Interface()) {
				t.Errorf("%s %s: comes back as another\n%+v\n%+v", typ, name, v, got)
			}
		}
	}
}

// A type of which something would be lost has no codec.
func TestTypesThatCannotBeKept(t *testing.T) {
	type list struct{ Next []*list }
	for want, typ := range map[string]reflect.Type{
		"field hidden cannot be kept": reflect.TypeFor[struct{ hidden int }](),
		"field Err of":                reflect.TypeFor[struct{ Err error }](),
		"more than 12 deep":           reflect.TypeFor[list](),
		"cannot be kept":              reflect.TypeFor[func()](),
	} {
		if _, err := codecOf(typ, 0); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", typ, err, want)
		}
	}
}

func packedTicker(t testing.TB) (packer[Ticker], *Ticker, []byte) {
	t.Helper()
	p, err := newPacker[Ticker](new(zones))
	if err != nil {
		t.Fatal(err)
	}
	v := &Ticker{Symbol: Symbol{"OMV.VI"}, Price: Num(7), Location: time.UTC, Origin: Origin{Provider: "Near", URL: "https://near.example", AsOf: time.Unix(1e9, 0).UTC()}}
	return p, v, p.pack(v, time.Unix(2e9, 5))
}

// What another version wrote, and what is damaged, is none.
func TestUnpackRefuses(t *testing.T) {
	p, v, good := packedTicker(t)
	if got, loaded, ok := p.unpack(good); !ok || !reflect.DeepEqual(got, v) || !loaded.Equal(time.Unix(2e9, 5)) {
		t.Fatalf("%+v of %v, %v", got, loaded, ok)
	}
	for i := range good {
		bad := bytes.Clone(good)
		bad[i] ^= 4
		if got, _, ok := p.unpack(bad); ok {
			t.Errorf("byte %d is another: %+v", i, got)
		}
		if _, _, ok := p.unpack(good[:i]); ok {
			t.Errorf("cut at %d", i)
		}
	}
	if _, _, ok := p.unpack(append(bytes.Clone(good), 0)); ok {
		t.Error("with a byte more")
	}
	type ticker struct{ Symbol Symbol } // of another version
	other, err := newPacker[ticker](new(zones))
	if err != nil {
		t.Fatal(err)
	}
	if _, _, ok := other.unpack(good); ok {
		t.Error("bytes of one type are read as those of another")
	}
}

// A list that says to be longer than its bytes takes no memory.
func TestLengthThatLies(t *testing.T) {
	f, err := codecOf(reflect.TypeFor[[]Bar](), 0)
	if err != nil {
		t.Fatal(err)
	}
	r := packReader{rest: append([]byte{0xff, 0xff, 0xff, 0xff, 0x7f}, make([]byte, 100)...)}
	var bars []Bar
	f.get(&r, reflect.ValueOf(&bars).Elem())
	if !r.failed || bars != nil {
		t.Errorf("%d bars, failed %v", len(bars), r.failed)
	}
}

// Whatever the bytes are, reading them ends, and what they are read as is written and
// read alike.
func FuzzUnpack(f *testing.F) {
	forms := map[reflect.Type]codec{}
	types := []reflect.Type{reflect.TypeFor[Ticker](), reflect.TypeFor[History](), reflect.TypeFor[News](), reflect.TypeFor[Chain](), reflect.TypeFor[Statements]()}
	for i, typ := range types {
		one, err := codecOf(typ, 0)
		if err != nil {
			f.Fatal(err)
		}
		forms[typ] = one
		n, v := 0, reflect.New(typ).Elem()
		fill(f, v, &n)
		f.Add(uint8(i), one.put(nil, v))
		f.Add(uint8(i), one.put(nil, reflect.New(typ).Elem()))
	}
	all := new(zones)
	f.Fuzz(func(t *testing.T, which uint8, b []byte) {
		typ := types[int(which)%len(types)]
		read := func(b []byte) (reflect.Value, bool) {
			v, r := reflect.New(typ).Elem(), packReader{rest: b, zones: all}
			forms[typ].get(&r, v)
			return v, !r.failed
		}
		v, ok := read(b)
		if !ok {
			return
		}
		once := forms[typ].put(nil, v)
		again, ok := read(once)
		if !ok || !bytes.Equal(once, forms[typ].put(nil, again)) {
			t.Errorf("%x is read as %+v, and that as %+v", b, v, again)
		}
	})
}

// A figure that is none does not come from a store either.
func TestNaNIsAbsent(t *testing.T) {
	f, n := numberCodec(), Number{}
	r := packReader{rest: f.put(nil, reflect.ValueOf(&Number{math.NaN(), true}).Elem())}
	f.get(&r, reflect.ValueOf(&n).Elem())
	if !n.IsZero() || r.failed {
		t.Errorf("%v", n)
	}
}
