package proof

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os/exec"
	"slices"
	"strconv"
	"testing"
	"time"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/cmd/daemon"
	"klachtenpost/store"
	"klachtenpost/store/storetest"
	"klachtenpost/templates"
)

var kills = flag.Int("kills", 0, "how many random kills to play, instead of the usual number")

func init() {
	Register(Class{Name: "SIGKILL at a random moment", Rows: "DB-02 OUT-01", Short: 20, Long: 1000, Run: randomKills})
	Register(Class{Name: "SIGKILL before each call on the network", Rows: "DB-02 OUT-01", Short: 3, Long: 0, Run: networkKills})
	Register(Class{Name: "SIGKILL before each call on the disk", Rows: "DB-02 DB-05 OUT-01", Short: 3, Long: 0, Run: diskKills})
	Register(Class{Name: "SIGTERM in the middle of work", Rows: "OPS-04", Short: 10, Long: 1000, Run: cleanStops})
}

// perProvider is how many daemons work on one database in turn.
const perProvider = 10

// inTurn plays n ends of a daemon, some on a server that keeps what it is handed, some on
// one to which a copy must go.
func inTurn(t *testing.T, n int, y *Tally, end func(p *provider, window time.Duration)) {
	aside, busy := 0, 0
	for i := 0; n > 0; i++ {
		p := newProvider(t, i%2 == 0)
		p.env = append(p.env, envSlow+"="+[]string{"4ms", "0", "0", "4ms"}[i%4])
		p.write()
		began := time.Now()
		p.settle()
		// From the start of the process until well after its work.
		window := time.Since(began) * 3 / 4
		for k := range min(n, perProvider) {
			for range rand.N(3) {
				p.write()
			}
			end(p, window)
			y.Trial()
			p.hasten(0)
			if k%10 == 9 {
				p.settle()
			}
		}
		n -= perProvider
		if !p.judge(y, fmt.Sprintf("provider %d", i)) {
			return
		}
		aside, busy = aside+p.aside, busy+p.busy
		p.close()
	}
	y.Note("%d ended while a mail was on its way", busy)
	if aside > 0 {
		y.Note("%d mails were put before the secretary, since two daemons had died on each", aside)
	}
}

// randomKills ends daemons at any moment, also before they have begun.
func randomKills(t *testing.T, n int, y *Tally) {
	if *kills > 0 {
		n = *kills
	}
	inTurn(t, n, y, func(p *provider, window time.Duration) {
		cmd := p.child()
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(rand.N(window))
		cmd.Process.Kill()
		cmd.Wait()
	})
}

// cleanStops tells daemons to stop: each ends well, within ten seconds.
func cleanStops(t *testing.T, n int, y *Tally) {
	slowest := time.Duration(0)
	inTurn(t, n, y, func(p *provider, window time.Duration) {
		cmd := p.child()
		p.begin(cmd)
		time.Sleep(rand.N(window))
		began := time.Now()
		if err := cmd.Process.Signal(stopSignal); err != nil {
			t.Fatal(err)
		}
		if err := cmd.Wait(); err != nil {
			y.Wrong(t, "stop", Violation{Other, "", "ended with " + err.Error()})
		}
		slowest = max(slowest, time.Since(began))
	})
	y.Note("the slowest took %v", slowest.Round(time.Millisecond))
	if slowest > 10*time.Second {
		t.Errorf("a stop took %v", slowest)
	}
}

// everyPoint plays a daemon on one new mail that dies at its k-th call, for each k or
// for n of them, until one lives.
func everyPoint(t *testing.T, n int, y *Tally, env func(k int) []string) {
	for _, keeps := range []bool{true, false} {
		p := newProvider(t, keeps)
		p.write()
		p.settle()
		step := 1
		if n > 0 {
			step = 1 + rand.N(60/n)
		}
		points := 0
		for k := step; ; k += step {
			p.write()
			cmd := p.child(append(env(k), envQuiet+"="+strconv.Itoa(p.written))...)
			err := cmd.Run()
			if err == nil {
				break // it had done everything before
			}
			points++
			y.Trial()
			if killed := err.(*exec.ExitError).ProcessState.ExitCode() == -1; !killed {
				t.Fatalf("point %d: %v", k, err)
			}
			if !p.judge(y, fmt.Sprintf("point %d", k)) {
				return
			}
			if n > 0 && points >= n {
				break
			}
		}
		p.close()
	}
}

func networkKills(t *testing.T, n int, y *Tally) {
	everyPoint(t, n, y, func(k int) []string { return []string{envNet + "=" + strconv.Itoa(k)} })
}

func diskKills(t *testing.T, n int, y *Tally) {
	lib := storetest.Shim(t)
	everyPoint(t, n, y, func(k int) []string {
		return []string{"LD_PRELOAD=" + lib, "FAULT_ERRNO=0", "FAULT_AT=" + strconv.Itoa(k)}
	})
}

// TestKillBites: were a mail sent again that had left before a daemon died, as one
// would do that noted the sending only afterwards, it would be seen.
func TestKillBites(t *testing.T) {
	p := newProvider(t, true)
	p.write()
	p.settle()
	p.exec(`UPDATE outbox SET state = 'opnieuw', next_try = '2026-01-01T00:00:00.000Z', seen = NULL WHERE recipient LIKE 'klager%'`)
	p.settle()
	p.world.Look(p.srv)
	list, err := Check(p.world)
	if err != nil || !slices.ContainsFunc(list, func(v Violation) bool { return v.Kind == Doubled }) {
		t.Errorf("a doubled mail was not seen: %v, %v", list, err)
	}
}

// TestStopAtOnce: told to stop before it began, a daemon ends well too.
func TestStopAtOnce(t *testing.T) {
	cfg := cmdtest.Config(t)
	texts, err := templates.Load("")
	if err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(cfg.Store.Path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := daemon.New(cfg, db, texts, []byte("testsleutel"), cmdtest.Quiet()).Run(ctx); err != nil {
		t.Errorf("run() = %v", err)
	}
}
