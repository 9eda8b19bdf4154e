package config

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
)

// What can be wrong with a schedule.
var (
	errScheduleForm  = errors.New("is no schedule")
	errScheduleNever = errors.New("never comes")
	errScheduleNight = errors.New("comes between 02:00 and 03:00, which summer time skips or repeats")
)

// parseSchedule reads a cron expression of five fields (or @daily and the like)
// that is meant in a time zone. cron/v3 is used as a parser only: it has no
// memory of missed runs, and some expressions make it panic (robfig/cron#470,
// #554).
func parseSchedule(expression, zone string) (s cron.Schedule, err error) {
	defer func() {
		if recover() != nil {
			s, err = nil, errScheduleForm
		}
	}()
	// The zone is ours to set, and "@every" has no hour of the day.
	if strings.Contains(expression, "TZ=") || strings.HasPrefix(strings.TrimSpace(expression), "@every") {
		return nil, errScheduleForm
	}
	s, err = cron.ParseStandard("CRON_TZ=" + zone + " " + strings.TrimSpace(expression))
	if err != nil {
		return nil, errScheduleForm
	}
	if s.Next(time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)).IsZero() {
		return nil, errScheduleNever // 31 February
	}
	if spec, ok := s.(*cron.SpecSchedule); ok && spec.Hour&(1<<2) != 0 {
		return nil, errScheduleNight
	}
	return s, nil
}

func (k *configCheck) schedule(key, expression string) {
	if k.bad[key] {
		return
	}
	s, err := parseSchedule(expression, k.c.Organisation.Timezone)
	if err != nil {
		k.wrong(key, err.Error(), `write minute, hour, day, month and weekday, such as "0 8 * * 1-5" for 08:00 from Monday to Friday`)
		return
	}
	day, n := s.Next(time.Date(2026, time.January, 4, 0, 0, 0, 0, k.c.Location)), 0
	for t := day; !t.IsZero() && t.Before(day.Add(24*time.Hour)); t = s.Next(t) {
		n++
	}
	if n > 4 {
		k.warn(key, fmt.Sprintf("comes %d times a day", n))
	}
	if f := strings.Fields(expression); len(f) == 5 && f[2] != "*" && f[2] != "?" && f[4] != "*" && f[4] != "?" {
		k.warn(key, "names a day of the month and a weekday: it comes on both, not only when they meet")
	}
}
