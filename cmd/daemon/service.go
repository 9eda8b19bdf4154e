package daemon

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// service talks to systemd (sd_notify(3)); outside systemd it does nothing.
type service struct {
	socket   string
	watchdog time.Duration // how often a sign of life is wanted, half of it; 0: none
}

// newService reads what systemd left in the environment.
func newService(getenv func(string) string) *service {
	s := &service{socket: getenv("NOTIFY_SOCKET")}
	if pid := getenv("WATCHDOG_PID"); pid == "" || pid == strconv.Itoa(os.Getpid()) {
		if usec, err := strconv.ParseInt(getenv("WATCHDOG_USEC"), 10, 64); err == nil && usec > 0 {
			s.watchdog = time.Duration(usec) * time.Microsecond / 2
		}
	}
	return s
}

// say sends one message. That nobody listens is no reason to stop.
func (s *service) say(message string) error {
	if s == nil || s.socket == "" {
		return nil
	}
	name := s.socket
	if strings.HasPrefix(name, "@") {
		name = "\x00" + name[1:]
	}
	c, err := net.DialUnix("unixgram", nil, &net.UnixAddr{Name: name, Net: "unixgram"})
	if err != nil {
		return fmt.Errorf("notify systemd: %w", err)
	}
	defer c.Close()
	if _, err := io.WriteString(c, message); err != nil {
		return fmt.Errorf("notify systemd: %w", err)
	}
	return nil
}

// status shows one line in systemctl status.
func (s *service) status(line string) { s.say("STATUS=" + line) }

// attend tells systemd that the daemon runs, shows signs of life for as long as
// all its loops get on, and tells that it stops.
func (s *service) attend(ctx context.Context, stuck func(time.Time) []string, log *slog.Logger) {
	if err := s.say("READY=1\nSTATUS=started"); err != nil {
		log.Warn("systemd", "err", err)
	}
	var beat <-chan time.Time
	if s.watchdog > 0 {
		t := time.NewTicker(s.watchdog)
		defer t.Stop()
		beat = t.C
	}
	for {
		select {
		case <-ctx.Done():
			s.say("STOPPING=1\nSTATUS=stopping")
			return
		case <-beat:
			if names := stuck(time.Now()); len(names) > 0 {
				log.Error("a loop does not get on, systemd will start the program again", "loops", strings.Join(names, " "))
				continue
			}
			s.say("WATCHDOG=1")
		}
	}
}

// noCoreDumps keeps complaints out of core files. The limit alone does not hold
// where the kernel pipes dumps to a program (core(5)), being undumpable does.
func noCoreDumps() error {
	if err := syscall.Setrlimit(syscall.RLIMIT_CORE, &syscall.Rlimit{}); err != nil {
		return fmt.Errorf("switch core dumps off: %w", err)
	}
	const prSetDumpable = 4
	if _, _, errno := syscall.Syscall(syscall.SYS_PRCTL, prSetDumpable, 0, 0); errno != 0 {
		return fmt.Errorf("switch core dumps off: %w", errno)
	}
	return nil
}

// newLog writes to stderr. Below journald each line begins with its priority
// (sd-daemon(3)) and leaves the time to the journal.
func newLog(w io.Writer, getenv func(string) string) *slog.Logger {
	if !toJournal(w, getenv("JOURNAL_STREAM")) {
		return slog.New(slog.NewTextHandler(w, nil))
	}
	p := &journalWriter{w: w}
	return slog.New(&journal{p, slog.NewTextHandler(p, &slog.HandlerOptions{ReplaceAttr: func(groups []string, a slog.Attr) slog.Attr {
		if len(groups) == 0 && (a.Key == slog.TimeKey || a.Key == slog.LevelKey) {
			return slog.Attr{}
		}
		return a
	}})})
}

// toJournal tells whether w is the journal: $JOURNAL_STREAM names its device and
// inode (systemd.exec(5)), and stays set for whoever is started with another w.
func toJournal(w io.Writer, stream string) bool {
	f, ok := w.(*os.File)
	if !ok || stream == "" {
		return stream != ""
	}
	info, err := f.Stat()
	if err != nil {
		return false
	}
	st, ok := info.Sys().(*syscall.Stat_t)
	return ok && stream == fmt.Sprintf("%d:%d", st.Dev, st.Ino)
}

// journal puts the priority of syslog(3) before each line.
type journal struct {
	out *journalWriter
	slog.Handler
}

type journalWriter struct {
	mu     sync.Mutex
	w      io.Writer
	prefix string
}

func (j *journalWriter) Write(b []byte) (int, error) {
	if _, err := j.w.Write(append([]byte(j.prefix), b...)); err != nil {
		return 0, err
	}
	return len(b), nil
}

// Handle writes one line.
func (j *journal) Handle(ctx context.Context, r slog.Record) error {
	j.out.mu.Lock()
	defer j.out.mu.Unlock()
	switch {
	case r.Level >= slog.LevelError:
		j.out.prefix = "<3>"
	case r.Level >= slog.LevelWarn:
		j.out.prefix = "<4>"
	case r.Level >= slog.LevelInfo:
		j.out.prefix = "<6>"
	default:
		j.out.prefix = "<7>"
	}
	return j.Handler.Handle(ctx, r)
}

// WithAttrs and WithGroup keep the prefix.
func (j *journal) WithAttrs(a []slog.Attr) slog.Handler {
	return &journal{j.out, j.Handler.WithAttrs(a)}
}
func (j *journal) WithGroup(name string) slog.Handler {
	return &journal{j.out, j.Handler.WithGroup(name)}
}
