package daemon

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// systemd listens as systemd does.
func systemd(t *testing.T) (env map[string]string, got func() string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "notify")
	c, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: path, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return map[string]string{"NOTIFY_SOCKET": path}, func() string {
		b := make([]byte, 4096)
		c.SetReadDeadline(time.Now().Add(5 * time.Second))
		n, err := c.Read(b)
		if err != nil {
			t.Fatalf("nothing was said: %v", err)
		}
		return string(b[:n])
	}
}

func TestService(t *testing.T) {
	env, got := systemd(t)
	env["WATCHDOG_USEC"], env["WATCHDOG_PID"] = "40000", fmt.Sprint(os.Getpid())
	s := newService(func(k string) string { return env[k] })
	ctx, cancel := context.WithCancel(t.Context())
	stuck := make(chan []string, 1)
	var log bytes.Buffer
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		s.attend(ctx, func(time.Time) []string {
			select {
			case names := <-stuck:
				return names
			default:
				return nil
			}
		}, slog.New(slog.NewTextHandler(&log, nil)))
	}()
	if m := got(); m != "READY=1\nSTATUS=started" {
		t.Errorf("first %q", m)
	}
	if m := got(); m != "WATCHDOG=1" {
		t.Errorf("then %q", m)
	}
	stuck <- []string{"send"}
	time.Sleep(60 * time.Millisecond)
	cancel()
	<-ended
	var last string
	for last != "STOPPING=1\nSTATUS=stopping" {
		if last = got(); last != "WATCHDOG=1" && !strings.HasPrefix(last, "STOPPING=1") {
			t.Fatalf("said %q", last)
		}
	}
	if !strings.Contains(log.String(), "loops=send") {
		t.Errorf("log: %s", log.String())
	}
}

// A loop that does not get on gives no sign of life.
func TestPulse(t *testing.T) {
	d := &Daemon{pulses: []*pulse{{name: "watch", limit: time.Minute}, {name: "send", limit: time.Minute}}}
	ctx := context.WithValue(t.Context(), pulseKey{}, d.pulses[1])
	now := time.Now()
	d.pulses[0].resting(true)
	pulseOf(ctx).resting(false)
	if names := d.stuck(now.Add(30 * time.Second)); len(names) > 0 {
		t.Errorf("stuck %v after half a minute", names)
	}
	if names := d.stuck(now.Add(2 * time.Minute)); !slices.Equal(names, []string{"send"}) {
		t.Errorf("stuck %v after two minutes, want send", names)
	}
	woken := make(chan struct{}, 1)
	woken <- struct{}{}
	wait(ctx, time.Time{}, woken)
	if d.pulses[1].rest {
		t.Error("a loop that was woken rests")
	}
	pulseOf(context.Background()).resting(true) // of nobody: nothing happens
}

func TestService_outside_systemd(t *testing.T) {
	s := newService(func(string) string { return "" })
	if err := s.say("READY=1"); err != nil || s.watchdog != 0 {
		t.Errorf("%v, watchdog %v", err, s.watchdog)
	}
	s = newService(func(k string) string {
		return map[string]string{"WATCHDOG_USEC": "1000000", "WATCHDOG_PID": "1"}[k]
	})
	if s.watchdog != 0 {
		t.Error("the watchdog of another process was taken")
	}
	var none *service
	none.status("niets")
}

func TestJournal(t *testing.T) {
	var b bytes.Buffer
	log := newLog(&b, func(k string) string { return map[string]string{"JOURNAL_STREAM": "8:1"}[k] })
	log.Info("een", "a", 1)
	log.With("b", 2).Warn("twee")
	log.WithGroup("g").Error("drie", "level", "x")
	want := "<6>msg=een a=1\n<4>msg=twee b=2\n<3>msg=drie g.level=x\n"
	if b.String() != want {
		t.Errorf("%q, want %q", b.String(), want)
	}
	b.Reset()
	if toJournal(os.Stderr, "8:1") {
		t.Error("a terminal was taken for the journal")
	}
	newLog(&b, func(string) string { return "" }).Info("een")
	if !strings.Contains(b.String(), "level=INFO msg=een") || strings.HasPrefix(b.String(), "<") {
		t.Errorf("%q", b.String())
	}
}

func TestNoCoreDumps(t *testing.T) {
	if err := noCoreDumps(); err != nil {
		t.Fatal(err)
	}
	const prSetDumpable = 4
	t.Cleanup(func() { syscall.Syscall(syscall.SYS_PRCTL, prSetDumpable, 1, 0) })
	var l syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_CORE, &l); err != nil || l.Cur != 0 || l.Max != 0 {
		t.Errorf("limit %+v, %v", l, err)
	}
}
