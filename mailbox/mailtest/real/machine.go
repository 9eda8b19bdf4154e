package real

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strings"
)

// missing names what the machine lacks.
func missing() []string {
	var list []string
	if os.Getuid() != 0 {
		list = append(list, "root")
	}
	if path, err := program("dovecot"); err != nil {
		list = append(list, "dovecot (package dovecot-core)")
	} else if v, err := exec.Command(path, "--version").Output(); err != nil || !strings.HasPrefix(string(v), "2.3.") {
		list = append(list, fmt.Sprintf("Dovecot 2.3 (but %q: its configuration is another)", strings.TrimSpace(string(v))))
	}
	for _, name := range []string{"imap", "lmtp"} {
		if _, err := dovecotPart(name); err != nil {
			list = append(list, name+" of Dovecot (package dovecot-"+name+"d)")
		}
	}
	if _, err := program("postfix"); err != nil {
		list = append(list, "postfix")
	}
	for _, name := range []string{"dovecot", "dovenull", "postfix"} {
		if _, err := user.Lookup(name); err != nil {
			list = append(list, "account "+name)
		}
	}
	return list
}

// program finds a program of the system administrator, who has /usr/sbin in his
// PATH when others have not.
func program(name string) (string, error) {
	if path, err := exec.LookPath(name); err == nil {
		return path, nil
	}
	return exec.LookPath(filepath.Join("/usr/sbin", name))
}

func dovecotPart(name string) (string, error) {
	for _, dir := range []string{"/usr/lib/dovecot", "/usr/libexec/dovecot"} {
		if path, err := exec.LookPath(filepath.Join(dir, name)); err == nil {
			return path, nil
		}
	}
	return "", errors.New("not found")
}

// freePorts finds ports on 127.0.0.1 below those that Linux takes for outgoing
// connections, so that none is taken while a server restarts.
func freePorts(n int) ([]int, error) {
	var ports []int
	for range 1000 {
		if len(ports) == n {
			return ports, nil
		}
		port := 20000 + rand.IntN(12000)
		l, err := net.Listen("tcp", local(port))
		if err != nil {
			continue
		}
		defer l.Close() // only now, so that none is found twice
		ports = append(ports, port)
	}
	return nil, errors.New("no free ports between 20000 and 32000")
}
