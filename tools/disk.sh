# SPDX-License-Identifier: BSD-2-Clause
#
# Part of tools/check_config: the disk, as DISK=, BLK= and DISK_IMG= say, or as an application wants it.

# The size of the disk that an application of this system wants, if one does.
wanted_disk() {
    local app_dir size
    for app_dir in $dirs; do
        size=$(app_line APP_DISK)
        [[ -n $size ]] || continue
        [[ $size =~ ^[1-9][0-9]{0,5}M$ ]] || die "$app_dir/features.mk: APP_DISK := $size: give a size such as 16M"
        echo "$size"
        return
    done
}

# Refuses a disk image that cannot be used.
check_disk() { # variable
    local name=$1=$DISK_IMG size
    [[ -e $DISK_IMG ]] || die "$name: no such disk image; 'truncate -s 16M $DISK_IMG' makes one"
    [[ -f $DISK_IMG ]] || die "$name: not a file; give a disk image"
    [[ -r $DISK_IMG && -w $DISK_IMG ]] || die "$name: this disk image cannot be read and written by you"
    size=$(stat -L -c %s "$DISK_IMG")
    ((size >= 512 && size % 512 == 0)) || die "$name: $size bytes are no disk; give one of a multiple of 512 bytes"
}

# Sets BLK, DISK_IMG, and disk_new: the size of the image to be made there, or nothing.
choose_disk() {
    disk_new=
    if [[ -n $DISK ]]; then
        [[ -z $DISK_IMG ]] || die "give DISK= or DISK_IMG=, not both"
        [[ $BLK != n ]] || die "DISK=$DISK: BLK=n says that there is no disk; leave it out"
        BLK=y DISK_IMG=$DISK
        check_disk DISK
    elif [[ $BLK == y ]]; then
        : "${DISK_IMG:=disk.img}"
        check_disk DISK_IMG
    elif [[ -z $BLK ]]; then
        disk_new=$(wanted_disk) || exit
        BLK=n
        [[ -z $disk_new ]] || BLK=y DISK_IMG=$BUILD/$variant/$app.disk.img
    fi
}
