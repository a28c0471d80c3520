/** What mail and webhooks need of the configuration: parameters by their names. */
export interface MailSettings {
  readonly mail_transport: 'sendmail' | 'smtp' | 'none';
  readonly mail_from: string;
  readonly sendmail_path: string;
  readonly mail_server: string;
  readonly mail_port: number;
  readonly mail_tls: 'no' | 'if offered' | 'starttls' | 'always';
  readonly mail_ca_file: string;
  readonly mail_user: string;
  readonly mail_password_file: string;
}

export interface QueueSettings extends MailSettings {
  readonly mail_queue_directory: string;
  readonly mail_queue_limit: number;
  readonly mail_queue_days: number;
}
