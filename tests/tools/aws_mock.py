"""An AWS mock on loopback for `terraform apply`: moto, with the answers mended that the AWS provider trips over.

Usage: aws_mock.py PORT. It ends when its standard input closes, so that no test leaves it behind.

Each mend stands alone: when a release of moto moves the code under it, the mend is left out with a line
on standard error and the mock starts without it.
"""

import functools
import json
import os
import sys
import threading

# Attachments name policies of AWS itself; moto reads this when it is imported.
os.environ.setdefault("MOTO_IAM_LOAD_MANAGED_POLICIES", "true")

MENDS = []


def mend(function):
    MENDS.append(function)
    return function


def lacking(cls):
    """Gives the class a method, unless moto has it by now."""

    def add(function):
        if not hasattr(cls, function.__name__):
            setattr(cls, function.__name__, function)
        return function

    return add


def after(cls, name):
    """Runs the function behind a method, with the method's result and arguments; what it returns replaces the result."""

    def add(function):
        original = getattr(cls, name)

        @functools.wraps(original)
        def both(self, *args, **kwargs):
            result = original(self, *args, **kwargs)
            replaced = function(result, self, *args, **kwargs)
            return result if replaced is None else replaced

        setattr(cls, name, both)
        return function

    return add


@mend
def budgets_have_subscribers_and_tags():
    from moto.budgets.responses import BudgetsResponse as Budgets

    tags = {}

    @after(Budgets, "create_budget")
    def keep_tags(_result, self):
        account, name = self._get_param("AccountId"), self._get_param("Budget")["BudgetName"]
        tags[f"arn:aws:budgets::{account}:budget/{name}"] = list(self._get_param("ResourceTags") or [])

    def budget(self, name):
        return self.backend.budgets[self._get_param("AccountId")].get(name)

    @lacking(Budgets)
    def describe_subscribers_for_notification(self):
        wanted = self._get_param("Notification")
        found = budget(self, self._get_param("BudgetName"))
        for notification in found.notifications if found else []:
            said = notification.details
            if all(said.get(key) == wanted.get(key) for key in ("NotificationType", "ComparisonOperator", "Threshold")):
                return json.dumps({"Subscribers": notification.subscribers or []})
        return json.dumps({"Subscribers": []})

    @lacking(Budgets)
    def update_budget(self):
        new = self._get_param("NewBudget")
        budget(self, new["BudgetName"]).budget.update(new)
        return json.dumps({})

    @lacking(Budgets)
    def list_tags_for_resource(self):
        return json.dumps({"ResourceTags": tags.get(self._get_param("ResourceARN"), [])})

    @lacking(Budgets)
    def tag_resource(self):
        new = {tag["Key"]: tag for tag in self._get_param("ResourceTags") or []}
        arn = self._get_param("ResourceARN")
        old = {tag["Key"]: tag for tag in tags.get(arn, [])}
        tags[arn] = list((old | new).values())
        return json.dumps({})

    @lacking(Budgets)
    def untag_resource(self):
        arn, gone = self._get_param("ResourceARN"), self._get_param("ResourceTagKeys") or []
        tags[arn] = [tag for tag in tags.get(arn, []) if tag["Key"] not in gone]
        return json.dumps({})


@mend
def cloudfront_keeps_what_it_was_given():
    from moto.cloudfront import models

    @after(models.Origin, "__init__")
    def origin(_result, self, given):
        self.origin_access_control_id = given.get("OriginAccessControlId") or ""

    @after(models.ViewerCertificate, "__init__")
    def certificate(_result, self, given):
        if given.get("ACMCertificateArn") or given.get("IAMCertificateId"):
            self.cloud_front_default_certificate = False
            self.certificate_source = "acm" if given.get("ACMCertificateArn") else "iam"
        elif not given.get("SSLSupportMethod"):
            self.ssl_support_method = None

    @after(models.DefaultCacheBehaviour, "__init__")
    def behaviour(_result, self, given):
        if given.get("CachePolicyId"):
            self.forwarded_values = None


@mend
def database_parameters_have_a_source():
    from moto.rds import models

    @after(models.DBParameterGroup, "update_parameters")
    def source(_result, self, _parameters):
        for parameter in self.parameters.values():
            parameter.setdefault("Source", "user")


@mend
def database_clusters_scale_only_as_they_were_told():
    from moto.rds.models import DBCluster

    shown = DBCluster.scaling_configuration_info.fget

    DBCluster.scaling_configuration_info = property(lambda self: shown(self) if self.scaling_configuration else None)


@mend
def security_group_rules_keep_their_description():
    from moto.ec2.models.security_groups import SecurityGroupRule

    def description(self):
        ends = (self.ip_range, self.source_group, self.prefix_list_id)
        return next((end["Description"] for end in ends if isinstance(end, dict) and end.get("Description")), None)

    SecurityGroupRule.description = property(description)


@mend
def instances_show_the_groups_of_their_first_interface():
    from moto.ec2.models.instances import Instance

    @after(Instance, "prep_nics")
    def groups(_result, self, *_args, **_kwargs):
        first = self.nics.get(0)
        if first is not None and not self.security_groups:
            self.security_groups, first._group_set = list(first._group_set), []


@mend
def interfaces_without_a_public_address_have_no_association():
    from moto.ec2.models.elastic_network_interfaces import NetworkInterface

    original = NetworkInterface.association.fget
    NetworkInterface.association = property(lambda self: original(self) or None)


@mend
def endpoints_keep_their_dns_options():
    from moto.ec2.responses.vpcs import VPCs

    @after(VPCs, "create_vpc_endpoint")
    def keep_options(result, self):
        options = self._get_param("DnsOptions")
        if options:
            result.result["VpcEndpoint"].dns_options = options


@mend
def scalable_targets_have_tags():
    from moto.applicationautoscaling.responses import ApplicationAutoScalingResponse as Scaling

    tags = {}

    @after(Scaling, "register_scalable_target")
    def keep_tags(result, self):
        if self._get_param("Tags"):
            tags[json.loads(result)["ScalableTargetARN"]] = dict(self._get_param("Tags"))

    @lacking(Scaling)
    def list_tags_for_resource(self):
        return json.dumps({"Tags": tags.get(self._get_param("ResourceARN"), {})})

    @lacking(Scaling)
    def tag_resource(self):
        tags.setdefault(self._get_param("ResourceARN"), {}).update(self._get_param("Tags") or {})
        return json.dumps({})

    @lacking(Scaling)
    def untag_resource(self):
        for key in self._get_param("TagKeys") or []:
            tags.get(self._get_param("ResourceARN"), {}).pop(key, None)
        return json.dumps({})


@mend
def private_zones_list_their_networks():
    from moto.route53.models import FakeZone
    from moto.route53.responses import Route53

    original = Route53._get_bool_param

    # A zone that is made with a network is private, whether or not the request says so.
    def get_bool(self, name, *args, **kwargs):
        if name == "HostedZoneConfig.PrivateZone" and self._get_param("VPC.VPCId"):
            return True
        return original(self, name, *args, **kwargs)

    Route53._get_bool_param = get_bool

    @after(FakeZone, "add_vpc")
    def both_spellings(result, _self, vpc_id, vpc_region):
        if vpc_id:
            result["VPCId"] = vpc_id
        if vpc_region:
            result["VPCRegion"] = vpc_region


@mend
def container_services_do_not_rebalance():
    from moto.ecs.models import Service

    @after(Service, "__init__")
    def rebalancing(_result, self, *_args, **_kwargs):
        self.availability_zone_rebalancing = "DISABLED"


@mend
def container_services_wait_for_their_first_check():
    from moto.ecs.responses import EC2ContainerServiceResponse

    @after(EC2ContainerServiceResponse, "create_service")
    def keep_seconds(result, self):
        seconds = self._get_param("healthCheckGracePeriodSeconds")
        if seconds is not None:
            result.result["service"].health_check_grace_period_seconds = seconds


@mend
def parameter_groups_can_be_referred_to_in_stacks():
    from moto.rds.models import DBParameterGroup

    if not hasattr(DBParameterGroup, "physical_resource_id"):
        DBParameterGroup.physical_resource_id = property(lambda self: self.name)


@mend
def mail_identities_have_keys_and_tags():
    from moto.ses.models import EmailIdentity
    from moto.sesv2.models import SESV2Backend

    @after(EmailIdentity, "__init__")
    def keys(_result, self, *_args, **_kwargs):
        tokens = [f"{self.email_identity.partition('.')[0]}{number}" for number in range(3)]
        self.dkim_attributes.update(SigningEnabled=True, Status="SUCCESS", Tokens=tokens)

    @after(SESV2Backend, "create_email_identity")
    def tagged(result, self, email_identity, tags=None, **_kwargs):
        # The provider asks by the ARN that AWS gives; moto calls it otherwise.
        arn = f"arn:aws:ses:{self.region_name}:{self.account_id}:identity/{email_identity}"
        self.core_backend.tagger.tag_resource(arn, tags or [])
        return result


@mend
def caches_have_members_and_go():
    import inspect

    from moto.core.responses import ActionResult
    from moto.elasticache import models
    from moto.elasticache.responses import ElastiCacheResponse

    backend = models.ElastiCacheBackend
    wanted = [name for name in inspect.signature(models.CacheCluster.__init__).parameters if name != "self"]

    @after(backend, "create_replication_group")
    def members(result, self, *_args, **_kwargs):
        for member in result.member_clusters:
            given = {name: getattr(result, name, None) for name in wanted}
            own = {"cache_cluster_id": member, "num_cache_nodes": 1, "az_mode": "single-az", "tags": None}
            given.update(own, account_id=self.account_id, region_name=self.region_name)
            cluster = models.CacheCluster(**given)
            cluster.at_rest_encryption_enabled = result.at_rest_encryption_enabled
            self.cache_clusters[member] = cluster

    @after(models.CacheCluster, "__init__")
    def groups(_result, self, *_args, **_kwargs):
        self.num_cache_nodes = getattr(self, "num_cache_nodes", None) or 1
        if self.cache_parameter_group_name:
            name = self.cache_parameter_group_name
            self.cache_parameter_group = {"CacheParameterGroupName": name, "ParameterApplyStatus": "in-sync"}
        ids = self.security_group_ids or []
        self.security_groups = [{"SecurityGroupId": it, "Status": "active"} for it in ids]

    # What is deleted stays "deleting" for ever otherwise.
    remove_group = backend.delete_replication_group

    def delete_replication_group(self, replication_group_id, *args, **kwargs):
        group = self.replication_groups.get(replication_group_id)
        result = remove_group(self, replication_group_id, *args, **kwargs)
        for member in group.member_clusters if group else []:
            self.cache_clusters.pop(member, None)
        self.replication_groups.pop(replication_group_id, None)
        return result

    backend.delete_replication_group = delete_replication_group

    @after(backend, "delete_cache_cluster")
    def gone(_result, self, cache_cluster_id):
        self.cache_clusters.pop(cache_cluster_id, None)

    @lacking(ElastiCacheResponse)
    def delete_cache_subnet_group(self):
        self.elasticache_backend.cache_subnet_groups.pop(self.params["CacheSubnetGroupName"], None)
        return ActionResult({})


@mend
def queues_keep_their_redrive_policies():
    from moto.sqs.models import Queue

    if "RedriveAllowPolicy" not in Queue.BASE_ATTRIBUTES:
        Queue.BASE_ATTRIBUTES.append("RedriveAllowPolicy")
        Queue.redrive_allow_policy = None
    change, shown = Queue._set_attributes, Queue.attributes.fget

    def keep_policy(self, attributes, now=None):
        before = getattr(self, "policy", None)
        change(self, attributes, now)
        if "Policy" not in attributes:
            self.policy = before

    def attributes(self):
        result = shown(self)
        redrive = result.get("RedrivePolicy")
        if isinstance(redrive, str) and redrive:
            result["RedrivePolicy"] = json.dumps(json.loads(redrive), separators=(",", ":"))
        if not result.get("RedriveAllowPolicy"):
            result.pop("RedriveAllowPolicy", None)
        return result

    Queue._set_attributes = keep_policy
    Queue.attributes = property(attributes)


def end_with_input():
    sys.stdin.read()
    os._exit(0)


def main():
    for function in MENDS:
        try:
            function()
        except Exception as error:  # whatever a release of moto changed, the rest still stands
            print(f"aws_mock: left out {function.__name__}: {error!r}", file=sys.stderr)
    threading.Thread(target=end_with_input, daemon=True).start()
    from moto.server import main as serve

    serve(["-H", "127.0.0.1", "-p", sys.argv[1]])


if __name__ == "__main__":
    main()
