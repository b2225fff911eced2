package market

import (
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"quotewire/internal/store"
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
	at := time.Unix(2e9, 5)
	for _, typ := range packedTypes(t) {
		p, err := store.NewPacker(typ, leaves(new(zones))...)
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
			got, loaded, ok := p.Unpack(p.Pack(v.Addr().Interface(), at))
			if !ok || !loaded.Equal(at) {
				t.Errorf("%s %s: loaded %v, %v", typ, name, loaded, ok)
				continue
			}
			if !reflect.DeepEqual(v.Addr().Interface(), got) {
				t.Errorf("%s %s: comes back as another\n%+v\n%+v", typ, name, v, got)
			}
		}
	}
}

// A figure that is none does not come from a store either.
func TestNaNIsAbsent(t *testing.T) {
	p, err := store.NewPacker(reflect.TypeFor[Number](), leaves(new(zones))...)
	if err != nil {
		t.Fatal(err)
	}
	got, _, ok := p.Unpack(p.Pack(&Number{math.NaN(), true}, time.Now()))
	if n, _ := got.(*Number); !ok || !n.IsZero() {
		t.Errorf("%v, %v", got, ok)
	}
}
