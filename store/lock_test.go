package store

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

// children are what a process started by a test does instead of testing.
var children = map[string]func(path string) error{
	"lock": func(path string) error {
		if _, err := Lock(path); err != nil {
			return err
		}
		fmt.Println("locked")
		select {}
	},
}

func TestMain(m *testing.M) {
	if f, ok := children[os.Getenv("STORE_CHILD")]; ok {
		if err := f(os.Getenv("STORE_PATH")); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// child makes a process of this test binary.
func child(t *testing.T, what, path string, env ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), append(env, "STORE_CHILD="+what, "STORE_PATH="+path)...)
	cmd.Stderr = os.Stderr
	return cmd
}

func TestLock(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state", "klachtenpost.db")
	t.Run("of another process names it, and ends with it", func(t *testing.T) {
		cmd := child(t, "lock", path)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		if line, err := bufio.NewReader(out).ReadString('\n'); line != "locked\n" {
			t.Fatalf("child said %q, %v", line, err)
		}
		begun := time.Now()
		_, err = Lock(path)
		var locked *LockedError
		if !errors.Is(err, ErrLocked) || !errors.As(err, &locked) || locked.PID != cmd.Process.Pid {
			t.Errorf("Lock() = %v, want one that names process %d", err, cmd.Process.Pid)
		}
		if d := time.Since(begun); d > time.Second {
			t.Errorf("took %v", d)
		}
		cmd.Process.Kill()
		cmd.Wait()
		release, err := Lock(path)
		if err != nil {
			t.Fatalf("after the other was killed: %v", err)
		}
		release()
	})
	t.Run("has one winner in every race", func(t *testing.T) {
		for race := range 100 {
			var mu sync.Mutex
			var wg sync.WaitGroup
			var winners []func()
			for range 4 {
				wg.Go(func() {
					release, err := Lock(path)
					mu.Lock()
					defer mu.Unlock()
					if err == nil {
						winners = append(winners, release)
					} else if !errors.Is(err, ErrLocked) {
						t.Error(err)
					}
				})
			}
			wg.Wait()
			if len(winners) != 1 {
				t.Fatalf("race %d has %d winners", race, len(winners))
			}
			winners[0]()
		}
	})
}
