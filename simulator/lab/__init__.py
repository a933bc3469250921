"""The lab: what can be made to go wrong, as data. Who plays a scenario stands where the message is finished."""
