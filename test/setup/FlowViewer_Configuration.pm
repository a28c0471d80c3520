#! /usr/bin/perl
#
#  Purpose: settings of a FlowViewer site, as its operators keep them.
#
package FlowViewer_Configuration;

use strict;
use vars qw(@ISA @EXPORT);
require Exporter;
our @ISA = qw(Exporter);
@EXPORT = qw($flow_data_directory @devices);

=pod

$flow_data_directory = "/nowhere";   never read

=cut

$ENV{PATH} .= ':/usr/local/bin:/usr/sbin';

# Server
$FlowViewer_server = "192.168.0.9";            # IP address or host name
$FlowViewer_service = "http";

# Directories
$www = "/var/www";
my $release = '4' . ".6";
$reports_directory    = "$www/FlowViewer";
$reports_short        = "/FlowViewer";
$graphs_directory     = "$www/FlowGrapher";
$graphs_short         = "/FlowGrapher";
$cgi_bin_directory    = "/usr/lib/cgi-bin/FlowViewer_$release";
$cgi_bin_short        = "/cgi-bin/FlowViewer_${release}";
$work_directory       = "$cgi_bin_directory/Flow_Working";
$save_directory       = $www . "/FlowViewer_Saves";
$names_directory      = "$cgi_bin_directory";
$flow_data_directory  = "/var/flows";
$exporter_directory   = "/var/flows/all_routers"; $flow_bin_directory = "/usr/bin";

# Devices
@devices = ("MYROUTER",           # head office
            'MYSECONDROUTER',
            "lab #3",             # not a comment
);
push(@devices, "branch");
@exporters = ("192.168.100.1:New York Router", "192.168.100.2:Prague Router");
@ipfix_devices = ();
@other_dashboards = ("$www/Dash_Ops","$www/Dash_Sec");

# Times
$flow_capture_interval = (35 * 60);
$flow_file_length = 15 * 60;
$start_offset = 5400; $end_offset = 1800;
$use_even_hours = "N";
$N = -3;
$date_format = "YMD";
$maximum_days = "91";

# Choices
$default_report = 9;
$default_lines = "250";
$default_identifier = "IP";
$default_flows = 0;
$pie_chart_default = 1;
$left_title = "Bob's Network \"East\" \$ @ noon";
$left_title_link = 'http://noc.example.net/';
$trackings_title = "FlowViewer Saves";
$debug_viewer = "Y";
$graph_width = 600;
$horz_max = $graph_width / 2 - 44;
%colors = (rrd_area => "FFE0C0", 'rrd_line' => '000000');
$dig = "/usr/bin/dig +time=1 +tries=1 -x";

# Beyond what can be read without Perl
$hostname = `hostname`;
if ($hostname eq "noc") {
    $right_title = "NOC";
    $default_report = 10;
}
$query_limit = $devices[0];
$right_title_link = "unfinished;
$default_lnes = 50;
$default_report = "many";
$work_directory = 'Flow_Working' unless -d $work_directory;

1;
__END__
$flow_data_directory = "/after/the/end";
