package daemon

import (
	"strings"
	"testing"
	"time"

	"klachtenpost/cmd/advice"
)

func TestAlarmText(t *testing.T) {
	at := time.Date(2026, 3, 3, 10, 5, 0, 0, time.UTC)
	for trouble := range advice.Trouble {
		for _, part := range []string{PartIMAP, PartSMTP} {
			for _, n := range []int{0, 1, 7} {
				text := alarmText(part, trouble, at, n)
				if strings.Contains(text.body, "%!") || strings.Contains(text.body, "\n\n\n") || !strings.Contains(text.body, "dinsdag 3 maart 2026, 10:05 uur") {
					t.Errorf("%s, %s, %d:\n%s", part, trouble, n, text.body)
				}
			}
		}
	}
}
