package marketdata

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"unicode/utf8"

	"quotewire/internal/api/fault"
	"quotewire/internal/api/query"
	"quotewire/internal/macro"
	"quotewire/internal/market"
)

// Macro is where published rates and macroeconomic series are from.
type Macro interface {
	Answer(ctx context.Context, query macro.Query) (*macro.Answer, error)
	Series() []macro.Series
	Asked(s macro.Series) bool // whether a source of it is
}

type (
	catalogueData struct {
		Series []seriesData `json:"series"`
	}
	// seriesData is what is known of a series before anybody is asked.
	seriesData struct {
		ID         string        `json:"id"`
		Title      string        `json:"title"`
		Agency     string        `json:"agency,omitempty"`
		Unit       string        `json:"unit,omitempty"`
		Frequency  string        `json:"frequency,omitempty"`
		Adjustment string        `json:"adjustment,omitempty"`
		LagDays    market.Number `json:"release_lag_days,omitzero"`
		Sources    []string      `json:"sources"`
		Names      []string      `json:"names,omitempty"`
		Note       string        `json:"note,omitempty"`
		Off        bool          `json:"off,omitempty"` // no source of it is asked here
	}
	// valuesData is an answer. Values are as they are published: in thousands, where Unit
	// says so; whole has them in ones then.
	valuesData struct {
		Series    seriesData      `json:"series"`
		Title     string          `json:"title"`
		Transform macro.Transform `json:"transform"`
		Frequency string          `json:"frequency"`
		Averaged  bool            `json:"averaged,omitempty"`
		Unit      string          `json:"unit,omitempty"`
		Scale     market.Number   `json:"scale,omitzero"`
		From      market.Date     `json:"from,omitzero"`
		To        market.Date     `json:"to"`
		Base      string          `json:"base,omitempty"`
		Latest    valueData       `json:"latest"`
		Previous  *valueData      `json:"previous,omitempty"`
		Change    market.Number   `json:"change,omitzero"`
		ChangeIn  string          `json:"change_unit,omitempty"`
		Notes     []string        `json:"notes,omitempty"`
		Values    []valueData     `json:"values"`
		market.Origin
		aged
	}
	valueData struct {
		Date       market.Date   `json:"date"`
		Through    market.Date   `json:"through,omitzero"`
		Value      float64       `json:"value"`
		Whole      market.Number `json:"whole,omitzero"`
		Since      market.Date   `json:"since,omitzero"`
		Count      int           `json:"count,omitempty"`
		Revised    bool          `json:"revised,omitempty"`
		Unfinished bool          `json:"unfinished,omitempty"`
	}
)

// Catalogue names the series that there are. It is ours.
func (d *Routes) Catalogue(_ http.ResponseWriter, r *http.Request) (*Answer, error) {
	if err := query.Parse(r.URL.RawQuery).Err(); err != nil {
		return nil, err
	}
	all := catalogueData{Series: []seriesData{}}
	for _, s := range d.Macro.Series() {
		data := seriesOf(s)
		data.Off = !d.Macro.Asked(s)
		all.Series = append(all.Series, data)
	}
	return answer(all, market.Origin{Provider: "quotewire", Simulated: d.SimulatedSeries}), nil
}

// maxSeriesName is the longest name of a series, in characters.
const maxSeriesName = 200

// Series answers with the values of a series, as JSON or as a table.
func (d *Routes) Series(w http.ResponseWriter, r *http.Request) (*Answer, error) {
	name, err := pathValue(r, "series")
	if err != nil {
		return nil, err
	}
	if strings.TrimSpace(name) == "" || utf8.RuneCountInString(name) > maxSeriesName || !utf8.ValidString(name) {
		return nil, fault.Invalid("series", "it is empty, too long or not UTF-8", "send the id or the name of a series, such as us-10y; see /api/macro")
	}
	q := query.Parse(r.URL.RawQuery, "transform", "from", "to", "range", "frequency", "format")
	asked := macro.Query{
		Series: name, Transform: macro.Transform(q.OneOf("transform", "", macro.Transforms()...)), From: q.Date("from"), To: q.Date("to"),
		Range: q.OneOf("range", "", ranges()...), Frequency: q.OneOf("frequency", "", macro.Periods()...),
	}
	format := q.OneOf("format", "", "json", "csv")
	q.Fail(checkDays(asked))
	if err := q.Err(); err != nil {
		return nil, err
	}
	a, err := d.Macro.Answer(r.Context(), asked)
	if err != nil {
		return nil, seriesFault(err)
	}
	origins := Origins{originOf("", a.Origin)}
	if a.Deflator != nil {
		origins = Origins{originOf("values", a.Origin), originOf(a.Deflator.Series.ID, a.Deflator.Origin)}
	}
	w.Header().Add("Vary", "Accept")
	if wantsCSV(r, format) {
		setFreshness(w.Header(), a.Origin)
		return &Answer{seriesTable(a), origins}, nil
	}
	return &Answer{valuesOf(a), origins}, nil
}

func checkDays(q macro.Query) error {
	switch {
	case !q.From.IsZero() && q.Range != "":
		return fault.Invalid("range", "it is given together with from", "send either range, or from and to")
	case q.From.IsZero() && !q.To.IsZero():
		return fault.Invalid("to", "it is given without from", "send from too, or range instead")
	case !q.To.IsZero() && q.To.Compare(q.From) < 0:
		return fault.Invalid("to", "it is before from", "send a day that is not before from")
	}
	return nil
}

// seriesFault tells a client of a name that is of no series, or of several, and of a series
// whose sources are off.
func seriesFault(err error) error {
	if off, ok := errors.AsType[*macro.OffError](err); ok {
		f := fault.Of(err)
		f.Field, f.Message = "series", "series: "+off.Series.ID+" comes from "+off.Sources()+", which this server does not ask"
		return f
	}
	e, ok := errors.AsType[*macro.UnknownError](err)
	if !ok {
		return queryFault(err, nil)
	}
	var ids []string
	for _, s := range e.Nearest {
		ids = append(ids, s.ID)
	}
	near := strings.Join(ids, ", ")
	switch {
	case e.Several:
		return fault.Invalid("series", "more than one series has this name", "send one of "+near)
	case near != "":
		return &fault.Fault{Code: fault.NotFound, Message: "series: there is no such series", Fix: "the nearest are " + near + "; see /api/macro for all, and send fred:ID for another one of FRED", Cause: err}
	}
	return &fault.Fault{Code: fault.NotFound, Message: "series: there is no such series", Fix: "see /api/macro for their ids, and send fred:ID for another one of FRED", Cause: err}
}

func seriesOf(s macro.Series) seriesData {
	d := seriesData{
		ID: s.ID, Title: s.Title, Agency: s.Agency, Unit: s.Unit.String(), Frequency: string(s.Frequency), Adjustment: s.Adjustment, Names: s.Names, Note: s.Note, Sources: []string{},
	}
	if s.Lag >= 0 {
		d.LagDays = market.Num(float64(s.Lag))
	}
	for _, k := range s.Sources {
		d.Sources = append(d.Sources, k.String())
	}
	return d
}

func valuesOf(a *macro.Answer) valuesData {
	d := valuesData{
		Series: seriesOf(a.Series), Title: a.Title(), Transform: a.Transform, Frequency: string(a.Frequency), Averaged: a.Averaged, Unit: a.Unit.String(), From: a.From, To: a.To,
		Latest: valueOf(a, a.Last()), Notes: a.Notes, Values: []valueData{}, Origin: a.Origin, aged: agedBy(a.Origin),
	}
	if a.Unit.Scale > 1 {
		d.Scale = market.Num(a.Unit.Scale)
	}
	if !a.Base.IsZero() {
		d.Base = a.Base.String()[:len("2006-01")]
	}
	if change, unit, ok := a.Change(); ok {
		before := valueOf(a, a.Previous)
		d.Previous, d.Change, d.ChangeIn = &before, market.Num(change), unit.String()
	}
	for _, o := range a.Values {
		d.Values = append(d.Values, valueOf(a, o))
	}
	return d
}

func valueOf(a *macro.Answer, o macro.Observation) valueData {
	d := valueData{Date: o.Date, Value: o.Value, Since: o.Since, Count: o.Count, Revised: o.Revised, Unfinished: o.Unfinished}
	if through := throughOf(a, o); through != o.Date {
		d.Through = through
	}
	if a.Unit.Scale > 1 {
		d.Whole = market.Num(a.Unit.Whole(o.Value))
	}
	return d
}

// throughOf is the last day that a value is of.
func throughOf(a *macro.Answer, o macro.Observation) market.Date {
	if a.Transform == macro.Average && !a.Averaged {
		return a.To
	}
	return a.Through(o.Date)
}

// seriesTable is the values, one a row.
func seriesTable(a *macro.Answer) Table {
	rows := Table{{"date", "value", "series", "transform", "unit", "revised", "unfinished"}}
	for _, o := range a.Values {
		rows = append(rows, []string{
			o.Date.String(), market.Num(o.Value).Plain(), a.Series.ID, string(a.Transform), a.Unit.String(), marked(o.Revised), marked(o.Unfinished),
		})
	}
	return rows
}

// marked is a mark of a row that few have.
func marked(is bool) string {
	if is {
		return "true"
	}
	return ""
}
