//go:build !linux

package real

import "syscall"

func attributes() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setsid: true} }

func running(group int) bool { return syscall.Kill(-group, 0) == nil }
