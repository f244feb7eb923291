"""What becomes of people's data as time passes: two records of one person made one."""
