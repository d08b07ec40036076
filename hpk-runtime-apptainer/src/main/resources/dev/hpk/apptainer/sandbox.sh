#!/bin/bash
# sandbox
ip link set lo up || exit
exec sleep infinity
