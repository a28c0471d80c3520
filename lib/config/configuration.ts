/** The configuration as the program sees it; names are the original's. */
export interface Configuration {
  readonly flow_data_directory: string;
}
