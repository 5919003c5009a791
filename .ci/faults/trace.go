package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"unsafe"
)

// A process is traced by ptrace, as strace does it. strace counts the calls of each
// thread for itself, and a Go program goes on in any thread; here the calls of all
// threads are counted together, so that the n-th is the n-th.

// The system calls that can change or lose what is on a disk, and those that open it.
// dir and path say which arguments name a file, relative to the folder dir if that is
// not -1; a call without a path has an open file as its first argument.
var calls = map[uint64]struct {
	name      string
	dir, path int
}{
	syscall.SYS_MKDIRAT: {"mkdir", 0, 1}, syscall.SYS_MKDIR: {"mkdir", -1, 0},
	syscall.SYS_RENAMEAT: {"rename", 2, 3}, sysRenameat2: {"rename", 2, 3}, syscall.SYS_RENAME: {"rename", -1, 1},
	syscall.SYS_UNLINKAT: {"unlink", 0, 1}, syscall.SYS_UNLINK: {"unlink", -1, 0}, syscall.SYS_RMDIR: {"unlink", -1, 0},
	syscall.SYS_WRITE: {"write", -1, -1}, syscall.SYS_PWRITE64: {"write", -1, -1}, syscall.SYS_FTRUNCATE: {"write", -1, -1},
	syscall.SYS_FSYNC: {"fsync", -1, -1}, syscall.SYS_FDATASYNC: {"fsync", -1, -1},
	syscall.SYS_LINKAT: {"link", 2, 3}, syscall.SYS_LINK: {"link", -1, 1},
	syscall.SYS_OPENAT: {"open", 0, 1}, syscall.SYS_OPEN: {"open", -1, 0},
}

const (
	sysRenameat2              = 316
	traceOptions              = syscall.PTRACE_O_TRACESYSGOOD | syscall.PTRACE_O_TRACECLONE | 0x00100000 // and end it with the tracer
	ptraceGetSyscallInfo      = 0x420e
	entry                byte = 1
	exit                 byte = 2
)

// syscallInfo is the kernel's struct ptrace_syscall_info, as far as it is read here.
type syscallInfo struct {
	op   byte
	_    [23]byte
	nr   uint64
	args [6]uint64
	_    [2]uint64
}

// what happens at the chosen call
type fault int

const (
	nothing fault = iota
	kill          // the process dies before the call
	fail          // the call returns an error
	cut           // the process dies, and what was not synced is torn or gone
)

func (f fault) String() string { return [...]string{"nothing", "kill", "fail", "power cut"}[f] }

// traced is a command that is run under the tracer.
type traced struct {
	cmd   *exec.Cmd
	fault fault
	at    int // the call that it happens at, from 0; -1 for none

	count   int
	failing map[int]uint64 // thread → the error that its call is to return
	seen    map[int]bool
	disk    disk
	call    string // that was chosen, in words
	code    int
	said    bytes.Buffer
}

// run runs the command to its end and returns how many calls it made.
func (t *traced) run() error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	t.failing, t.seen = map[int]uint64{}, map[int]bool{}
	t.disk = newDisk(t.cmd.Dir)
	said, err := os.CreateTemp("", "sweep-said-*")
	if err != nil {
		return err
	}
	defer func() { _ = said.Close(); _ = os.Remove(said.Name()) }()
	t.cmd.Stderr, t.cmd.Stdout = said, said
	t.cmd.SysProcAttr = &syscall.SysProcAttr{Ptrace: true}
	if err := t.cmd.Start(); err != nil {
		return err
	}
	if err := t.follow(); err != nil {
		_ = t.cmd.Process.Kill()
		return err
	}
	_, _ = said.Seek(0, 0)
	_, err = t.said.ReadFrom(said)
	return err
}

// follow lets the process run from stop to stop.
func (t *traced) follow() error {
	main := t.cmd.Process.Pid
	var status syscall.WaitStatus
	if _, err := syscall.Wait4(main, &status, syscall.WALL, nil); err != nil {
		return err
	}
	if err := syscall.PtraceSetOptions(main, traceOptions); err != nil {
		return err
	}
	t.seen[main] = true
	if err := syscall.PtraceSyscall(main, 0); err != nil {
		return err
	}
	const ownChildren = 0x20000000 // __WNOTHREAD: other sweepers have theirs
	for {
		tid, err := syscall.Wait4(-1, &status, syscall.WALL|ownChildren, nil)
		if errors.Is(err, syscall.EINTR) {
			continue
		}
		if err != nil {
			return err
		}
		if status.Exited() || status.Signaled() {
			if tid == main {
				t.code = -1
				if status.Exited() {
					t.code = status.ExitStatus()
				}
				return nil
			}
			continue
		}
		signal := int(status.StopSignal())
		switch {
		case signal == int(syscall.SIGTRAP)|0x80:
			t.stop(tid)
			signal = 0
		case signal == int(syscall.SIGTRAP), signal == int(syscall.SIGSTOP) && !t.seen[tid]:
			signal = 0
		}
		t.seen[tid] = true
		_ = syscall.PtraceSyscall(tid, signal) // a thread that has died meanwhile is waited for above
	}
}

// stop is at the beginning or end of a call.
func (t *traced) stop(tid int) {
	var info syscallInfo
	_, _, e := syscall.Syscall6(syscall.SYS_PTRACE, ptraceGetSyscallInfo, uintptr(tid), unsafe.Sizeof(info), uintptr(unsafe.Pointer(&info)), 0, 0)
	if e != 0 {
		return
	}
	var regs syscall.PtraceRegs
	if wanted, failing := t.failing[tid]; info.op == exit && failing {
		if syscall.PtraceGetRegs(tid, &regs) == nil {
			regs.Rax = -wanted
			_ = syscall.PtraceSetRegs(tid, &regs)
		}
		delete(t.failing, tid)
	}
	call, wanted := calls[info.nr]
	if info.op != entry || !wanted {
		return
	}
	name := t.named(tid, call.dir, call.path, info.args)
	if name == "" {
		return
	}
	n := t.count
	t.count++
	if n != t.at {
		t.disk.note(call.name, name, t.other(tid, info), info.args)
		return
	}
	t.call = fmt.Sprintf("%s %s", call.name, name)
	if t.fault != fail {
		_ = syscall.Kill(t.cmd.Process.Pid, syscall.SIGKILL)
		return
	}
	if syscall.PtraceGetRegs(tid, &regs) == nil {
		regs.Orig_rax = ^uint64(0)
		_ = syscall.PtraceSetRegs(tid, &regs)
		t.failing[tid] = errorOf(call.name, n)
	}
}

// errorOf is the error that a call returns: a full disk, or a fault.
func errorOf(call string, n int) uint64 {
	if call != "fsync" && call != "unlink" && n%2 == 0 {
		return uint64(syscall.ENOSPC)
	}
	if call == "unlink" && n%2 == 0 {
		return uint64(syscall.EACCES)
	}
	return uint64(syscall.EIO)
}

// named is the file that a call is about, if it lies in the folder of the test or is
// a connection; else empty.
func (t *traced) named(tid, dir, path int, args [6]uint64) string {
	if path < 0 {
		name, _ := os.Readlink(fmt.Sprintf("/proc/%d/fd/%d", tid, int32(args[0])))
		if strings.HasPrefix(name, "socket:") {
			return "a connection"
		}
		return t.within(strings.TrimSuffix(name, " (deleted)"))
	}
	name := text(tid, args[path])
	if !filepath.IsAbs(name) {
		base := t.cmd.Dir
		if dir >= 0 && int32(args[dir]) >= 0 {
			base, _ = os.Readlink(fmt.Sprintf("/proc/%d/fd/%d", tid, int32(args[dir])))
		}
		name = filepath.Join(base, name)
	}
	return t.within(name)
}

func (t *traced) within(name string) string {
	if strings.HasPrefix(name, t.cmd.Dir+"/") {
		return name
	}
	return ""
}

// other is the first of the two names of a renaming.
func (t *traced) other(tid int, info syscallInfo) string {
	switch info.nr {
	case syscall.SYS_RENAMEAT, sysRenameat2:
		return t.named(tid, 0, 1, info.args)
	case syscall.SYS_RENAME:
		return t.named(tid, -1, 0, info.args)
	}
	return ""
}

// text reads a string of the process.
func text(tid int, at uint64) string {
	memory, err := os.Open(fmt.Sprintf("/proc/%d/mem", tid))
	if err != nil {
		return ""
	}
	defer func() { _ = memory.Close() }()
	b := make([]byte, 4096)
	n, _ := memory.ReadAt(b, int64(at))
	if end := bytes.IndexByte(b[:n], 0); end >= 0 {
		return string(b[:end])
	}
	return ""
}
