package store

import (
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"klachtenpost/workflow"
	"klachtenpost/workflow/terms"
)

// timeLayout sorts as text in the order of time.
const timeLayout = "2006-01-02T15:04:05.000Z"

// stamp is a moment in a column: UTC text with milliseconds, the zero time NULL.
// A bound time.Time would be stored in its own zone and read back as a string.
type stamp time.Time

// Value refuses what would not sort.
func (s stamp) Value() (driver.Value, error) {
	t := time.Time(s).UTC()
	if t.IsZero() {
		return nil, nil
	}
	if y := t.Year(); y < 0 || y > 9999 {
		return nil, fmt.Errorf("year %d has no four digits", y)
	}
	return t.Format(timeLayout), nil
}

// Scan reads what Value wrote.
func (s *stamp) Scan(v any) error {
	text, ok := v.(string)
	if v == nil || ok && text == "" {
		*s = stamp{}
		return nil
	}
	if !ok {
		return fmt.Errorf("time is %T, not text", v)
	}
	t, err := time.Parse(timeLayout, text)
	if err != nil {
		return err
	}
	*s = stamp(t)
	return nil
}

// from is a moment to compare columns with: the zero time is before everything,
// where NULL would compare with nothing.
func from(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(timeLayout)
}

// civil is a day in a column, the zero Date NULL.
type civil terms.Date

// Value writes 2026-04-28.
func (c civil) Value() (driver.Value, error) {
	if d := terms.Date(c); !d.IsZero() {
		return d.String(), nil
	}
	return nil, nil
}

// Scan reads what Value wrote.
func (c *civil) Scan(v any) error {
	*c = civil{}
	if v == nil {
		return nil
	}
	text, ok := v.(string)
	if !ok {
		return fmt.Errorf("day is %T, not text", v)
	}
	d, err := terms.Parse(text)
	*c = civil(d)
	return err
}

// ref is a row number that may be missing: 0 is NULL, so that foreign keys hold.
type ref int64

// Value writes NULL for 0.
func (r ref) Value() (driver.Value, error) {
	if r == 0 {
		return nil, nil
	}
	return int64(r), nil
}

// Scan reads NULL as 0.
func (r *ref) Scan(v any) error {
	var n sql.NullInt64
	err := n.Scan(v)
	*r = ref(n.Int64)
	return err
}

// label is a text that must be unique when there is one: "" is NULL.
type label string

// Value writes NULL for "".
func (l label) Value() (driver.Value, error) {
	if l == "" {
		return nil, nil
	}
	return string(l), nil
}

// Scan reads NULL as "".
func (l *label) Scan(v any) error {
	var s sql.NullString
	err := s.Scan(v)
	*l = label(s.String)
	return err
}

// list is a slice in a column, as a JSON array. An empty slice reads back nil.
type list[T any] []T

// Value writes the array.
func (l list[T]) Value() (driver.Value, error) {
	if len(l) == 0 {
		return "[]", nil
	}
	text, err := json.Marshal([]T(l))
	return string(text), err
}

// Scan reads what Value wrote.
func (l *list[T]) Scan(v any) error {
	text, ok := v.(string)
	if !ok {
		return fmt.Errorf("list is %T, not text", v)
	}
	var s []T
	if err := json.Unmarshal([]byte(text), &s); err != nil {
		return err
	}
	if len(s) == 0 {
		s = nil
	}
	*l = s
	return nil
}

// object is a value in a column, as a JSON object.
type object[T any] struct{ p *T }

// Value writes the object.
func (o object[T]) Value() (driver.Value, error) {
	text, err := json.Marshal(o.p)
	return string(text), err
}

// Scan reads what Value wrote.
func (o object[T]) Scan(v any) error {
	text, ok := v.(string)
	if !ok {
		return fmt.Errorf("object is %T, not text", v)
	}
	return json.Unmarshal([]byte(text), o.p)
}

// addressKey is what an address is searched by: as Address.Same compares it.
func addressKey(a workflow.Address) string { return strings.ToLower(a.Addr()) }
