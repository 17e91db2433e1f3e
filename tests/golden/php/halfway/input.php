<?php
class Before { function ok() { } }
function broken($a) {
  if ($a) {
function after() { }
class After {
  public function half(
  public function next() { }
<<<<<<< HEAD
  public function ours() { }
=======
  public function theirs() { }
>>>>>>> branch
  private $x = ;
  public $last;
}
function last() { }
