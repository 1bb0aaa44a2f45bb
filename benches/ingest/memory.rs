//! What a process holds in memory, as the kernel counts it.

/// Resident memory now and at its highest, in megabytes; zeros where the kernel does not tell.
pub fn resident() -> (u64, u64) {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let of = |name: &str| {
        status
            .lines()
            .find_map(|line| line.strip_prefix(name))
            .and_then(|rest| rest.split_whitespace().next()?.parse::<u64>().ok())
            .unwrap_or_default()
            / 1024
    };
    (of("VmRSS:"), of("VmHWM:"))
}
