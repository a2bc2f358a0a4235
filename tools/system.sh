# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
#
# Systems of several instances: reads A=apps/x,apps/y or the description SYSTEM=file, checks it, and prints it
# as the root task wants it, with every key written out. Part of tools/check_config, whose variables and
# functions it uses. docs/instances.md tells the format.

MAX_INSTANCES=8
MAX_RESTARTS=1000000
NAME_LENGTH=31
PARAMS_LENGTH=255

# One entry per instance.
row_name=() row_app=() row_cores=() row_memory=() row_devices=() row_params=() row_fault=() row_where=() row_image=()

add_row() { # name, where it stands
    local other
    ((${#row_name[@]} < MAX_INSTANCES)) || die "$2: at most $MAX_INSTANCES instances"
    for other in ${row_name[@]+"${row_name[@]}"}; do
        [[ $other != "$1" ]] || die "$2: there are two instances called $1"
    done
    row_name+=("$1") row_where+=("$2")
    row_app+=("") row_cores+=("") row_memory+=("") row_devices+=("") row_params+=("") row_fault+=("")
}

# Applications share the cores out: each gets some of its own where there are enough, else they take turns. The
# virtio slots are for those that want a disk, if any does.
read_list() {
    local apps app count i=0 each extra first=0 n wanted=
    # A comma at the end counts: what stands behind it is missing.
    IFS=, read -ra apps <<<"$A,"
    count=${#apps[@]} each=$((SMP / ${#apps[@]})) extra=$((SMP % ${#apps[@]}))
    for app in "${apps[@]}"; do
        [[ -n $app ]] || die "A=$A: an application is missing next to a comma"
        resolve_app "A=$A: $app" "$app"
        add_row "$(printf '%.28s' "$(basename "$app_dir")").$i" "A=$A"
        row_app[i]=$app_dir row_devices[i]=rtc
        [[ -z $(app_line APP_DISK) ]] || row_devices[i]="rtc virtio" wanted=y
        n=$((each + (i < extra ? 1 : 0)))
        if ((SMP < count)); then
            row_cores[i]=$((i % SMP))
        else
            row_cores[i]=$first-$((first + n - 1)) first=$((first + n))
        fi
        i=$((i + 1))
    done
    [[ -n $wanted ]] || row_devices=("${row_devices[@]/%/ virtio}")
}

read_key() { # row, key, value, where
    local -n column=row_$2
    [[ -z ${column[$1]} ]] || die "$4: $2 is given twice for ${row_name[$1]}"
    [[ -n $3 ]] || die "$4: $2 has no value"
    column[$1]=$3
}

read_file() {
    local line name where number=0 i=-1
    [[ -f $SYSTEM && -r $SYSTEM ]] || die "SYSTEM=$SYSTEM: no such file"
    while IFS= read -r line || [[ -n $line ]]; do
        number=$((number + 1)) where=$SYSTEM:$number
        line=${line//$'\t'/ } line=${line%$'\r'}
        line="${line#"${line%%[! ]*}"}" line="${line%"${line##*[! ]}"}"
        [[ -n $line && $line != \#* ]] || continue
        if [[ $line =~ ^\[(.*)\]$ ]]; then
            name=${BASH_REMATCH[1]}
            [[ $name =~ ^[A-Za-z0-9._-]+$ && ${#name} -le $NAME_LENGTH ]] ||
                die "$where: $line: a name has 1 to $NAME_LENGTH letters, digits, . _ -"
            add_row "$name" "$where"
            i=$((i + 1))
        elif [[ $line =~ ^(app|cores|memory|devices|params|fault)\ *=\ *(.*)$ ]]; then
            ((i >= 0)) || die "$where: $line: stands before the first [name]"
            read_key $i "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}" "$where"
            row_where[i]=$where
        else
            die "$where: $line: not [name], nor app, cores, memory, devices, params or fault = value"
        fi
    done <"$SYSTEM"
    ((i >= 0)) || die "SYSTEM=$SYSTEM: describes no instance: give [name] and app = folder"
}

# A path in a description is relative to the description, else to the tree.
find_app() { # row
    local given=${row_app[$1]} folder
    [[ -n $given ]] || die "${row_where[$1]}: ${row_name[$1]} has no app = folder"
    folder=$(cd "$(dirname "$SYSTEM")" && pwd -P)
    [[ $given == /* || ! -d $folder/$given ]] || given=$folder/$given
    [[ $given == /* ]] || given=$top/$given
    resolve_app "${row_where[$1]}: app = ${row_app[$1]}" "$given"
    row_app[$1]=$app_dir
}

check_cores() { # row
    local given=${row_cores[$1]:-all} where="${row_where[$1]}: ${row_name[$1]}" first last
    if [[ $given == all ]]; then
        first=0 last=$((SMP - 1))
    elif [[ $given =~ ^([0-7])(-([0-7]))?$ ]]; then
        first=${BASH_REMATCH[1]} last=${BASH_REMATCH[3]:-${BASH_REMATCH[1]}}
    else
        die "$where: cores = $given: give all, a core such as 0, or a range such as 0-1"
    fi
    ((first <= last)) || die "$where: cores = $given: the first core comes first"
    ((last < SMP)) || die "$where: cores = $given: this machine has cores 0 to $((SMP - 1)); use SMP=$((last + 1))"
    row_cores[$1]=$first-$last
}

check_memory() { # row; adds to percent and megabytes
    local given=${row_memory[$1]} where="${row_where[$1]}: ${row_name[$1]}" n
    [[ -n $given ]] || return 0
    if [[ $given =~ ^([1-9][0-9]?|100)%$ ]]; then
        percent=$((percent + ${BASH_REMATCH[1]}))
        ((percent <= 100)) || die "$where: memory = $given: that makes $percent % in all"
    elif [[ $given =~ ^([1-9][0-9]{0,4})([MG])$ ]]; then
        n=${BASH_REMATCH[1]}
        [[ ${BASH_REMATCH[2]} == M ]] || n=$((n * 1024))
        megabytes=$((megabytes + n)) row_memory[$1]=${n}M
        ((n >= 16)) || die "$where: memory = $given: at least 16M"
        [[ -z $mem ]] || ((megabytes < mem)) ||
            die "$where: memory = $given: that makes ${megabytes}M in all of MEM=${mem}M"
    else
        die "$where: memory = $given: give a size such as 64M, or a part such as 25%"
    fi
}

check_devices() { # row; adds to owner: whose a group of virtio slots is
    local word where="${row_where[$1]}: ${row_name[$1]}"
    for word in ${row_devices[$1]:=rtc}; do
        [[ $word =~ ^(rtc|virtio|virtio:[0-7]|none|all)$ ]] ||
            die "$where: devices = ${row_devices[$1]}: $word is not rtc, virtio, virtio:0 to virtio:7, all or none"
        [[ ! $word =~ ^(none|all)$ || ${row_devices[$1]} == "$word" ]] ||
            die "$where: devices = ${row_devices[$1]}: $word stands alone"
        [[ $word == virtio:* ]] || continue
        [[ -z ${owner[$word]-} ]] || die "$where: devices = ${row_devices[$1]}: $word is given to ${owner[$word]} already"
        owner[$word]=${row_name[$1]}
    done
}

check_rest() { # row
    local where="${row_where[$1]}: ${row_name[$1]}"
    [[ ${row_fault[$1]} =~ ^(|stop|restart|restart:[0-9]{1,7})$ ]] &&
        ((10#0${row_fault[$1]//[!0-9]/} <= MAX_RESTARTS)) ||
        die "$where: fault = ${row_fault[$1]}: give stop, restart or restart:N"
    [[ ${row_params[$1]} =~ ^[A-Za-z0-9\ _.:=/,+@%~-]*$ ]] ||
        die "$where: params = ${row_params[$1]}: letters, digits and _ . : = / , + @ % ~ - only"
    choose_features
    row_params[$1]=$(echo $params ${row_params[$1]})
    ((${#row_params[$1]} <= PARAMS_LENGTH)) || die "$where: params: more than $PARAMS_LENGTH characters"
}

# Sets dirs and names (the images, each once), app (the system's own name) and system.
read_system() {
    local i j percent=0 megabytes=0 list=() called=()
    local -A owner=()
    if [[ -n $SYSTEM ]]; then
        read_file
        system=$(cd "$(dirname "$SYSTEM")" && pwd -P)/$(basename "$SYSTEM")
    else
        read_list
    fi
    for i in "${!row_name[@]}"; do
        if [[ -n $SYSTEM ]]; then
            find_app "$i"
        else
            resolve_app "A=$A" "${row_app[i]}"
        fi
        check_cores "$i"
        check_memory "$i"
        check_devices "$i"
        check_rest "$i"
        for j in "${!list[@]}"; do
            [[ ${list[j]} != "$app_dir" ]] || break
            j=
        done
        if [[ -z ${j-} || ${#list[@]} -eq 0 ]]; then
            j=${#list[@]} list+=("$app_dir") called+=("$app")
        fi
        row_image[i]=$j
    done
    ((percent < 100 || megabytes == 0)) || die "${SYSTEM:-A=$A}: 100 % of the memory and ${megabytes}M more"
    for i in "${!row_name[@]}"; do
        [[ $percent != 100 || -n ${row_memory[i]} ]] ||
            die "${row_where[i]}: ${row_name[i]}: no memory is left: the others have 100 %"
    done
    dirs=${list[*]} names=${called[*]} app_dir=
    params= features=$(echo ${FEATURES//,/ })
    app=system-$(printf '%s\n' "$system" "${row_app[@]}" | cksum | cut -d' ' -f1)
}

print_system() {
    local i
    for i in "${!row_name[@]}"; do
        echo "[${row_name[i]}]"
        echo "image = ${row_image[i]}"
        echo "cores = ${row_cores[i]}"
        [[ -z ${row_memory[i]} ]] || echo "memory = ${row_memory[i]}"
        echo "devices = ${row_devices[i]}"
        [[ -z ${row_fault[i]} ]] || echo "fault = ${row_fault[i]}"
        [[ -z ${row_params[i]} ]] || echo "params = ${row_params[i]}"
    done
}
